namespace Disks;

/// <summary>The names in a directory, and which changes of them the medium does not have yet.</summary>
internal sealed class FaultyDirectory(StringComparer comparer)
{
    private readonly List<Action<SortedDictionary<string, FaultyFile>>> _unsynced = [];
    private readonly SortedDictionary<string, FaultyFile> _durable = new(comparer);

    public SortedDictionary<string, FaultyFile> Files { get; private set; } = new(comparer);

    public void Set(string name, FaultyFile file) => Change(names => names[name] = file);

    public void Remove(string name) => Change(names => names.Remove(name));

    public void Move(string source, string destination) => Change(names =>
    {
        if (names.Remove(source, out var file))
        {
            names[destination] = file;
        }
    });

    public void Sync()
    {
        _unsynced.ForEach(change => change(_durable));
        _unsynced.Clear();
    }

    /// <summary>The medium has the first of the changes, up to some point. Returns how many were lost.</summary>
    public int Crash(Random random)
    {
        var kept = random.Next(3) switch { 0 => _unsynced.Count, 1 => 0, _ => random.Next(_unsynced.Count + 1) };
        var lost = _unsynced.Count - kept;
        foreach (var change in _unsynced.Take(kept))
        {
            change(_durable);
        }

        Files = new SortedDictionary<string, FaultyFile>(_durable, comparer);
        _unsynced.Clear();
        return lost;
    }

    private void Change(Action<SortedDictionary<string, FaultyFile>> change)
    {
        change(Files);
        _unsynced.Add(change);
    }
}
