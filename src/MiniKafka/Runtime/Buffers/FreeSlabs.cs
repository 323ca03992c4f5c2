namespace MiniKafka.Runtime.Buffers;

/// <summary>
/// Slabs of which nothing is handed out, kept for later up to a bound. A full collection takes those away that nobody needed
/// since the one before it: what is needed again and again stays, and what a burst left is gone with the second. Guarded by
/// the lock of <see cref="LargeBlocks"/>.
/// </summary>
internal sealed class FreeSlabs(long mostBytes)
{
    private readonly Stack<MemorySlab> _slabs = new();

    // So many have lain here all the time since the last full collection.
    private int _unneeded;

    public long Bytes => (long)_slabs.Count * MemorySlab.Bytes;

    /// <summary>Keeps the slab, or leaves it to the garbage collector when there are enough.</summary>
    public void Keep(MemorySlab slab)
    {
        if (Bytes + MemorySlab.Bytes <= mostBytes)
        {
            _slabs.Push(slab);
        }
    }

    public MemorySlab? Take()
    {
        _slabs.TryPop(out var slab);
        _unneeded = Math.Min(_unneeded, _slabs.Count);
        return slab;
    }

    /// <summary>To be called after each full collection.</summary>
    public void Shrink()
    {
        for (; _unneeded > 0; _unneeded--)
        {
            _slabs.Pop();
        }

        _unneeded = _slabs.Count;
    }
}
