namespace MiniKafka.CompatibilityTests.Groups;

/// <summary>One member of a group, whatever client it runs on: what it owns now and what it has read.</summary>
internal abstract class GroupMember : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly SortedSet<int> _owned = [];
    private readonly List<(int Partition, long Offset)> _records = [];
    private int _changes;

    /// <summary>The partitions it owns now, in order.</summary>
    public IReadOnlyList<int> Owned
    {
        get
        {
            lock (_lock)
            {
                return [.. _owned];
            }
        }
    }

    public IReadOnlyList<(int Partition, long Offset)> Records
    {
        get
        {
            lock (_lock)
            {
                return [.. _records];
            }
        }
    }

    /// <summary>How often what it owns was told to it.</summary>
    public int Changes
    {
        get
        {
            lock (_lock)
            {
                return _changes;
            }
        }
    }

    /// <summary>Commits, leaves the group (a static member stays in it) and ends.</summary>
    public abstract Task StopAsync();

    /// <summary>Ends at once, without a word to the broker.</summary>
    public abstract Task KillAsync();

    public abstract ValueTask DisposeAsync();

    protected void OwnsOnly(IEnumerable<int> partitions) => Change(owned =>
    {
        owned.Clear();
        owned.UnionWith(partitions);
    });

    protected void Gained(IEnumerable<int> partitions) => Change(owned => owned.UnionWith(partitions));

    protected void Lost(IEnumerable<int> partitions) => Change(owned => owned.ExceptWith(partitions));

    protected void Read(int partition, long offset)
    {
        lock (_lock)
        {
            _records.Add((partition, offset));
        }
    }

    private void Change(Action<SortedSet<int>> change)
    {
        lock (_lock)
        {
            change(_owned);
            _changes++;
        }
    }
}
