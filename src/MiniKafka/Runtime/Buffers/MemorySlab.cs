using System.Runtime.CompilerServices;

namespace MiniKafka.Runtime.Buffers;

/// <summary>
/// A large array that is handed out in runs of units. It is pinned and its first unit lies at a boundary of the system's large
/// pages, so that touching it for the first time costs one fault for two MiB instead of one for every four KiB. Guarded by the
/// lock of <see cref="LargeBlocks"/>. The garbage collector owns the array: a block that is never given back costs its units
/// until nobody refers to the slab any more.
/// </summary>
internal sealed class MemorySlab
{
    public const int UnitBytes = 64 * 1024;
    public const int Units = 128;
    public const int Bytes = Units * UnitBytes;

    private const int LargePage = 2 * 1024 * 1024;

    private readonly int _start;
    private UInt128 _taken;

    public MemorySlab()
    {
        Array = GC.AllocateUninitializedArray<byte>(Bytes + LargePage, pinned: true);
        var address = AddressOf(Array);
        _start = (int)((LargePage - (address & (LargePage - 1))) & (LargePage - 1));
        LargePages.Advise(address + _start, Bytes);
    }

    public byte[] Array { get; }

    public bool IsEmpty => _taken == 0;

    public bool IsFull => _taken == UInt128.MaxValue;

    /// <summary>Takes so many units that lie side by side: where they begin in the array, or -1 when there are none.</summary>
    public int Take(int units)
    {
        // A bit that survives begins a run: worked example for three units, free, free[1..] and free[2..] all set.
        var free = ~_taken;
        var run = free;
        for (var have = 1; have < units && run != 0;)
        {
            var step = Math.Min(have, units - have);
            run &= run >> step;
            have += step;
        }

        if (run == 0)
        {
            return -1;
        }

        var first = (int)UInt128.TrailingZeroCount(run);
        _taken |= Mask(first, units);
        return _start + first * UnitBytes;
    }

    public void Give(int offset, int units) => _taken &= ~Mask((offset - _start) / UnitBytes, units);

    private static UInt128 Mask(int first, int units) => (units == Units ? UInt128.MaxValue : (UInt128.One << units) - 1) << first;

    private static unsafe nint AddressOf(byte[] pinned) => (nint)Unsafe.AsPointer(ref pinned[0]);
}
