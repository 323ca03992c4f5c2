namespace MiniKafka.Runtime.Buffers;

/// <summary>
/// The process's blocks of 64 KiB and more: for frames that are received and for logs in memory. Blocks that come back are
/// handed out again, because memory that is touched for the first time costs more than everything a broker does with it.
/// Used from any thread. Slabs that are all free are kept while they are needed (<see cref="FreeSlabs"/>).
/// </summary>
internal static class LargeBlocks
{
    /// <summary>Below it the shared pool of arrays is the better place.</summary>
    public const int SmallestBytes = MemorySlab.UnitBytes;

    private static readonly Lock Gate = new();
    private static readonly FreeSlabs Free = new();

    // Slabs with room. A slab lives as long as one of its blocks: who loses a block without giving it back loses no more.
    private static readonly List<WeakReference<MemorySlab>> Partial = [];

    private static readonly AfterPeak Peak = new(
        TimeProvider.System, Shrink, HasNoFree, static () => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true));

    /// <summary>A block of at least so many bytes, whose contents are undefined.</summary>
    public static LargeBlock Rent(int bytes)
    {
        var units = (int)(((long)bytes + MemorySlab.UnitBytes - 1) / MemorySlab.UnitBytes);
        if (units > MemorySlab.Units)
        {
            return new LargeBlock(null, GC.AllocateUninitializedArray<byte>(bytes), 0, bytes);
        }

        lock (Gate)
        {
            for (var i = Partial.Count - 1; i >= 0; i--)
            {
                if (!Partial[i].TryGetTarget(out var slab))
                {
                    Partial.RemoveAt(i);
                }
                else if (slab.Take(units) is var found and >= 0)
                {
                    if (slab.IsFull)
                    {
                        Partial.RemoveAt(i);
                    }

                    return new LargeBlock(slab, slab.Array, found, units * MemorySlab.UnitBytes);
                }
            }

            var fresh = Free.Take() ?? new MemorySlab();
            var offset = fresh.Take(units);
            if (!fresh.IsFull)
            {
                Partial.Add(new WeakReference<MemorySlab>(fresh));
            }

            return new LargeBlock(fresh, fresh.Array, offset, units * MemorySlab.UnitBytes);
        }
    }

    /// <summary>A block larger than a slab is left to the garbage collector.</summary>
    internal static void Left(int bytes) => Peak.Left(bytes);

    internal static void Return(MemorySlab slab, int offset, int bytes)
    {
#if DEBUG
        slab.Array.AsSpan(offset, bytes).Fill(PooledBuffer.Poison);
#endif
        lock (Gate)
        {
            if (slab.IsFull)
            {
                Partial.Add(new WeakReference<MemorySlab>(slab));
            }

            slab.Give(offset, bytes / MemorySlab.UnitBytes);
            if (slab.IsEmpty)
            {
                Partial.RemoveAll(entry => !entry.TryGetTarget(out var known) || ReferenceEquals(known, slab));
                Free.Keep(slab);
                Peak.Watch();
            }
        }
    }

    private static long Shrink()
    {
        lock (Gate)
        {
            return Free.Shrink();
        }
    }

    private static bool HasNoFree()
    {
        lock (Gate)
        {
            return Free.Bytes == 0;
        }
    }
}

/// <summary>A block out of <see cref="LargeBlocks"/>. Whoever has it gives it back at most once.</summary>
/// <param name="Slab">Where it came from; null for a block larger than a slab, which the garbage collector owns.</param>
/// <param name="Array">The array it lies in.</param>
/// <param name="Offset">Where it begins there.</param>
/// <param name="Length">Its bytes.</param>
internal readonly record struct LargeBlock(MemorySlab? Slab, byte[] Array, int Offset, int Length)
{
    public Memory<byte> Memory => Array.AsMemory(Offset, Length);

    /// <summary>A whole array that somebody else takes care of.</summary>
    public static LargeBlock Of(byte[] array) => new(null, array, 0, array.Length);

    public void Return()
    {
        if (Slab is not null)
        {
            LargeBlocks.Return(Slab, Offset, Length);
        }
        else
        {
            LargeBlocks.Left(Length);
        }
    }
}
