namespace Disks;

/// <summary>The files and directories of a disk that other programs hold, and until when: access to them, and to what lies below, is denied.</summary>
internal sealed class HeldNames(DiskTotals totals)
{
    private readonly SortedDictionary<string, DateTimeOffset> _until = new(StringComparer.Ordinal);
    private (string Part, DateTimeOffset Until)? _all;
    private bool _isOverlooked;

    public TimeSpan Longest { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Nobody holds anything.</summary>
    public bool IsEmpty => _until.Count == 0 && _all is null;

    public void Hold(string path, TimeSpan time, TimeProvider clock) => _until[path] = EndOf(time, clock);

    /// <summary>Whatever has that in its path is held, instead of what was held so before.</summary>
    public void HoldAll(string part, TimeSpan time, TimeProvider clock) => _all = (part, EndOf(time, clock));

    public void HoldPerhaps(string path, int odds, Random random, TimeProvider clock)
    {
        if (random.Next(odds) == 0)
        {
            Hold(path, Longest * random.NextDouble(), clock);
        }
    }

    /// <summary>Nobody holds anything any more.</summary>
    public void LetGo()
    {
        _until.Clear();
        _all = null;
    }

    /// <summary>Somebody whom nobody holds up looks at the disk.</summary>
    public void Overlook(Action work)
    {
        _isOverlooked = true;
        try
        {
            work();
        }
        finally
        {
            _isOverlooked = false;
        }
    }

    /// <summary>Whoever holds a name keeps it, and what lies below, from being touched.</summary>
    public void ThrowIfHeld(string path, TimeProvider? clock)
    {
        if (IsEmpty || _isOverlooked)
        {
            return;
        }

        var now = clock!.GetUtcNow();
        if (_all is { } all && now < all.Until && path.Contains(all.Part, StringComparison.Ordinal))
        {
            Deny(path);
        }

        for (var name = path; !string.IsNullOrEmpty(name); name = Path.GetDirectoryName(name))
        {
            if (_until.TryGetValue(name, out var until) && now < until)
            {
                Deny(name);
            }
        }
    }

    private void Deny(string path)
    {
        totals.DeniedCalls++;
        throw new UnauthorizedAccessException($"Access to the path '{path}' is denied.");
    }

    private static DateTimeOffset EndOf(TimeSpan time, TimeProvider clock) =>
        time == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : clock.GetUtcNow() + time;
}
