using System.Buffers;

namespace MiniKafka.Runtime.Buffers;

/// <summary>
/// A reference-counted piece of pooled memory: a large block, an array from the shared pool, or one from a pool of its user's
/// own. Created with one hold. Debug builds overwrite the memory when it goes back, so that a reader that kept a slice without
/// a hold sees garbage at once instead of somebody else's data later.
/// </summary>
internal sealed class PooledBuffer : CountedLease
{
    internal const byte Poison = 0xDB;

    private readonly LargeBlock _block;
    private readonly BufferPool? _pool;
    private readonly bool _isLarge;

    private PooledBuffer(int length, bool isReceived)
    {
        MayBeChanged = isReceived;
        _isLarge = length >= LargeBlocks.SmallestBytes;
        _block = _isLarge ? LargeBlocks.Rent(length) : LargeBlock.Of(ArrayPool<byte>.Shared.Rent(length));
        Length = length;
    }

    private PooledBuffer(BufferPool pool)
    {
        _pool = pool;
        _block = pool.Take();
        Length = pool.BufferBytes;
    }

    /// <summary>Usable bytes, exactly as many as were asked for.</summary>
    public int Length { get; }

    /// <inheritdoc/>
    public override bool MayBeChanged { get; }

    /// <inheritdoc/>
    public override long Footprint => _block.Length;

    public Span<byte> Span => _block.Array.AsSpan(_block.Offset, Length);

    public Memory<byte> Memory => _block.Array.AsMemory(_block.Offset, Length);

    /// <summary>Rents a buffer of exactly <paramref name="length"/> usable bytes, whose contents are undefined.</summary>
    public static PooledBuffer Rent(int length) => new(length, isReceived: false);

    /// <summary>Takes a buffer from a pool, as large as that pool's buffers are; its contents are undefined.</summary>
    public static PooledBuffer Rent(BufferPool pool) => new(pool);

    /// <summary>Rents a buffer for bytes from outside the process.</summary>
    public static PooledBuffer RentForReceiving(int length) => new(length, isReceived: true);

    protected override void GiveBack()
    {
#if DEBUG
        _block.Memory.Span.Fill(Poison);
#endif
        if (_isLarge)
        {
            _block.Return();
        }
        else if (_pool is not null)
        {
            _pool.Return(_block);
        }
        else
        {
            ArrayPool<byte>.Shared.Return(_block.Array);
        }
    }
}
