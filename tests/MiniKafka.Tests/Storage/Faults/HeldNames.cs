namespace MiniKafka.Tests.Storage.Faults;

/// <summary>The files and directories of a disk that other programs hold, and until when: access to them, and to what lies below, is denied.</summary>
internal sealed class HeldNames(FaultTotals totals)
{
    private readonly SortedDictionary<string, DateTimeOffset> _until = new(StringComparer.Ordinal);

    public TimeSpan Longest { get; set; } = TimeSpan.FromSeconds(3);

    public void Hold(string path, TimeSpan time, TimeProvider clock) =>
        _until[path] = time == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : clock.GetUtcNow() + time;

    public void HoldPerhaps(string path, int odds, Random random, TimeProvider clock)
    {
        if (random.Next(odds) == 0)
        {
            Hold(path, Longest * random.NextDouble(), clock);
        }
    }

    /// <summary>Nobody holds anything any more.</summary>
    public void LetGo() => _until.Clear();

    /// <summary>Whoever holds a name keeps it, and what lies below, from being touched.</summary>
    public void ThrowIfHeld(string path, TimeProvider? clock)
    {
        for (var name = path; !string.IsNullOrEmpty(name); name = Path.GetDirectoryName(name))
        {
            ThrowIfItselfHeld(name, clock);
        }
    }

    public void ThrowIfAnyHeldBelow(string directory, TimeProvider? clock)
    {
        foreach (var path in _until.Keys.Where(path => path.StartsWith(directory + Path.DirectorySeparatorChar, StringComparison.Ordinal)).ToList())
        {
            ThrowIfItselfHeld(path, clock);
        }
    }

    private void ThrowIfItselfHeld(string path, TimeProvider? clock)
    {
        if (!_until.TryGetValue(path, out var until))
        {
            return;
        }

        if (clock!.GetUtcNow() < until)
        {
            totals.DeniedCalls++;
            throw new UnauthorizedAccessException($"Access to the path '{path}' is denied.");
        }

        _until.Remove(path);
    }
}
