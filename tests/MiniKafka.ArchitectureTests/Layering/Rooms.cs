namespace MiniKafka.ArchitectureTests.Layering;

/// <summary>
/// The rooms of the library and whom each may use. A room is the first part of a namespace below the root one, with
/// everything under it; the root namespace is the facade, which may use every room and is used by none.
/// </summary>
internal static class Rooms
{
    public const string RootNamespace = "MiniKafka";
    public const string Facade = "(root)";

    private static readonly Dictionary<string, string[]> MayUse = new(StringComparer.Ordinal)
    {
        ["Model"] = [],
        ["Runtime"] = ["Model"],
        ["Records"] = ["Runtime"],
        ["Protocol"] = ["Model", "Runtime"],
        ["Network"] = ["Runtime"],
        ["Configuration"] = ["Model"],
        ["Assignment"] = ["Model"],
        ["Metadata"] = ["Model", "Protocol", "Configuration"],
        ["Storage"] = ["Model", "Runtime", "Records"],
        ["Rpc"] = ["Model", "Runtime", "Protocol", "Network"],
        ["Replication"] = ["Model", "Runtime", "Records", "Storage"],
        ["Quorum"] = ["Model", "Runtime", "Records", "Protocol", "Storage", "Metadata"],
        ["Coordination"] = ["Model", "Runtime", "Records", "Protocol", "Configuration"],
        ["Broker"] = ["Model", "Runtime", "Records", "Protocol", "Network", "Configuration", "Metadata", "Storage", "Rpc", "Replication", "Quorum", "Coordination"],
        ["Client"] = ["Model", "Runtime", "Records", "Protocol", "Network", "Rpc", "Assignment", "Configuration"],
        [Facade] = ["Model", "Runtime", "Records", "Protocol", "Network", "Configuration", "Metadata", "Storage", "Quorum", "Broker", "Client"],
    };

    /// <summary>One sentence for each pair of types that use each other against the table, in ordinal order.</summary>
    public static IReadOnlyList<string> Violations(IEnumerable<TypeUse> uses)
    {
        var sentences = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var use in uses)
        {
            if (RoomOf(use.UserNamespace) is not { } from || RoomOf(use.UsedNamespace) is not { } to || from == to)
            {
                continue;
            }

            if (!MayUse.TryGetValue(from, out var allowed))
            {
                sentences.Add($"{from} is no room of this house: {use.User} lives there");
            }
            else if (!allowed.Contains(to, StringComparer.Ordinal))
            {
                sentences.Add($"{from} → {to}: {use.User} uses {use.Used}");
            }
        }

        return [.. sentences];
    }

    /// <summary>One sentence for each entry of the table that no type has use for, in ordinal order.</summary>
    public static IReadOnlyList<string> UnusedPermissions(IEnumerable<TypeUse> uses)
    {
        var used = uses.Select(use => (RoomOf(use.UserNamespace), RoomOf(use.UsedNamespace))).ToHashSet();
        return
        [
            .. MayUse.SelectMany(room => room.Value.Where(other => !used.Contains((room.Key, other))).Select(other => $"{room.Key} → {other} is allowed, and nobody uses it"))
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Null for namespaces that are not the library's own, such as those of compiler-made types.</summary>
    public static string? RoomOf(string @namespace)
    {
        if (@namespace == RootNamespace)
        {
            return Facade;
        }

        return @namespace.StartsWith(RootNamespace + ".", StringComparison.Ordinal) ? @namespace.Split('.')[1] : null;
    }

    public static bool IsRoom(string name) => MayUse.ContainsKey(name);
}
