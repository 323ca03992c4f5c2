namespace MiniKafka.ArchitectureTests.Layering;

/// <summary>
/// Folders of one room that use each other in a circle, directly or by way of others: none of them can be understood, tested or moved without
/// the rest. A folder is a namespace; what it has within it are folders of their own.
/// </summary>
internal static class FolderCycles
{
    /// <summary>For each step of such a circle one sentence, with one of the uses that it consists of.</summary>
    public static IReadOnlyList<string> Find(IEnumerable<TypeUse> uses)
    {
        var steps = uses
            .Where(use => use.UserNamespace != use.UsedNamespace && Rooms.RoomOf(use.UserNamespace) is { } room && room == Rooms.RoomOf(use.UsedNamespace))
            .GroupBy(use => (From: use.UserNamespace, To: use.UsedNamespace))
            .ToDictionary(step => step.Key, step => step.MinBy(use => $"{use.User} {use.Used}", StringComparer.Ordinal));
        var next = steps.Keys.ToLookup(step => step.From, step => step.To, StringComparer.Ordinal);
        return
        [
            .. steps.Where(step => ReachedFrom(step.Key.To, next).Contains(step.Key.From))
                .OrderBy(step => step.Key)
                .Select(step => $"{step.Key.From} → {step.Key.To}, and back: {step.Value.User} uses {step.Value.Used}"),
        ];
    }

    private static HashSet<string> ReachedFrom(string folder, ILookup<string, string> next)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([folder]);
        while (open.TryPop(out var from))
        {
            foreach (var to in next[from].Where(reached.Add))
            {
                open.Push(to);
            }
        }

        return reached;
    }
}
