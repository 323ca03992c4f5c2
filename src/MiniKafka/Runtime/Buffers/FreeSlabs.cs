namespace MiniKafka.Runtime.Buffers;

/// <summary>
/// Slabs of which nothing is handed out, kept for later while they are needed: what lay here all the time between two looks goes. Guarded
/// by the lock of <see cref="LargeBlocks"/>.
/// </summary>
internal sealed class FreeSlabs
{
    private readonly Stack<MemorySlab> _slabs = new();

    // So many have lain here all the time since the last look.
    private int _unneeded;

    public long Bytes => (long)_slabs.Count * MemorySlab.Bytes;

    public void Keep(MemorySlab slab) => _slabs.Push(slab);

    public MemorySlab? Take()
    {
        _slabs.TryPop(out var slab);
        _unneeded = Math.Min(_unneeded, _slabs.Count);
        return slab;
    }

    /// <summary>To be called at intervals: leaves to the garbage collector what nobody needed since the last time, and tells how many bytes.</summary>
    public long Shrink()
    {
        var bytes = (long)_unneeded * MemorySlab.Bytes;
        for (; _unneeded > 0; _unneeded--)
        {
            _slabs.Pop();
        }

        _unneeded = _slabs.Count;
        return bytes;
    }
}
