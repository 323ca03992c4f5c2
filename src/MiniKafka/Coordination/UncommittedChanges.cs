namespace MiniKafka.Coordination;

/// <summary>
/// What was kept under each key before the records changed it that are written but not committed yet. Whoever writes sees what all records add
/// up to, whoever reads what the committed ones do: those that are not may be lost with this broker, and nobody is to see what may be taken
/// back. Only keys that are about to change are held twice. Owned by the shard's loop.
/// </summary>
internal sealed class UncommittedChanges<TKey, TValue>
    where TKey : notnull
    where TValue : class
{
    private readonly Queue<(long Offset, TKey Key)> _inOrder = [];
    private readonly Dictionary<TKey, Queue<TValue?>> _before = [];
    private long _from = long.MaxValue;

    /// <summary>The keys that are about to change.</summary>
    public IReadOnlyCollection<TKey> Keys => _before.Keys;

    /// <summary>Takes note of changes from an offset on; nobody reads before everything below is committed.</summary>
    public void Begin(long offset) => _from = offset;

    /// <summary>A record changes what is kept under a key.</summary>
    /// <param name="offset">The record's offset; they come in order.</param>
    /// <param name="key">What it is about.</param>
    /// <param name="before">What was there before; null for nothing.</param>
    public void Note(long offset, TKey key, TValue? before)
    {
        if (offset < _from)
        {
            return;
        }

        if (!_before.TryGetValue(key, out var changes))
        {
            _before.Add(key, changes = []);
        }

        changes.Enqueue(before);
        _inOrder.Enqueue((offset, key));
    }

    /// <summary>Everything below an offset is committed.</summary>
    public void Commit(long offset)
    {
        while (_inOrder.TryPeek(out var oldest) && oldest.Offset < offset)
        {
            _inOrder.Dequeue();
            var changes = _before[oldest.Key];
            changes.Dequeue();
            if (changes.Count == 0)
            {
                _before.Remove(oldest.Key);
            }
        }
    }

    /// <summary>What the committed records say of a key of which all records say <paramref name="latest"/>.</summary>
    public TValue? Committed(TKey key, TValue? latest) => _before.TryGetValue(key, out var changes) ? changes.Peek() : latest;
}
