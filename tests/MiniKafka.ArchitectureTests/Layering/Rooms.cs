namespace MiniKafka.ArchitectureTests.Layering;

/// <summary>
/// The rooms of the library and whom each may use. A room is the first part of a namespace below the root one, with
/// everything under it; the root namespace is the facade, which may use every room and is used by none.
/// </summary>
internal static class Rooms
{
    public const string RootNamespace = "MiniKafka";
    public const string Facade = "(root)";

    private static readonly string[] UpToFloor3 =
        ["Model", "Runtime", "Records", "Protocol", "Network", "Configuration", "Assignment", "Metadata", "Storage", "Rpc", "Replication", "Quorum", "Coordination"];

    private static readonly Dictionary<string, string[]> MayUse = new(StringComparer.Ordinal)
    {
        ["Model"] = [],
        ["Runtime"] = ["Model"],
        ["Records"] = ["Model", "Runtime"],
        ["Protocol"] = ["Model", "Runtime"],
        ["Network"] = ["Model", "Runtime"],
        ["Configuration"] = ["Model"],
        ["Assignment"] = ["Model"],
        ["Metadata"] = ["Model", "Runtime", "Protocol", "Configuration"],
        ["Storage"] = ["Model", "Runtime", "Records", "Configuration"],
        ["Rpc"] = ["Model", "Runtime", "Protocol", "Network"],
        ["Replication"] = ["Model", "Runtime", "Records", "Metadata", "Storage", "Configuration"],
        ["Quorum"] = ["Model", "Runtime", "Records", "Protocol", "Storage", "Metadata", "Configuration"],
        ["Coordination"] = ["Model", "Runtime", "Records", "Protocol", "Metadata", "Assignment", "Configuration"],
        ["Broker"] = UpToFloor3,
        ["Client"] = ["Model", "Runtime", "Records", "Protocol", "Network", "Rpc", "Assignment", "Configuration"],
        [Facade] = [.. UpToFloor3, "Broker", "Client"],
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
