using System.Buffers;

namespace MiniKafka.Runtime.Buffers;

/// <summary>
/// A reference-counted piece of pooled memory: a large block, an array from the shared pool, or one from a pool of its user's
/// own. Created with one hold. Debug builds overwrite the memory when it goes back, so that a reader that kept a slice without
/// a hold sees garbage at once instead of somebody else's data later.
/// </summary>
internal sealed class PooledBuffer : ILease
{
    internal const byte Poison = 0xDB;

    private readonly LargeBlock _block;
    private readonly BufferPool? _pool;
    private readonly bool _isLarge;
    private int _holds = 1;

    private PooledBuffer(int length)
    {
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
    public bool MayBeChanged { get; private init; }

    /// <inheritdoc/>
    public int Footprint => _block.Length;

    public Span<byte> Span => _block.Array.AsSpan(_block.Offset, Length);

    public Memory<byte> Memory => _block.Array.AsMemory(_block.Offset, Length);

    /// <summary>Rents a buffer of exactly <paramref name="length"/> usable bytes, whose contents are undefined.</summary>
    public static PooledBuffer Rent(int length) => new(length);

    /// <summary>Takes a buffer from a pool, as large as that pool's buffers are; its contents are undefined.</summary>
    public static PooledBuffer Rent(BufferPool pool) => new(pool);

    /// <summary>Rents a buffer for bytes from outside the process.</summary>
    public static PooledBuffer RentForReceiving(int length) => new(length) { MayBeChanged = true };

    public void Retain()
    {
        if (Interlocked.Increment(ref _holds) <= 1)
        {
            throw new InvalidOperationException("A buffer was retained after its last hold was released.");
        }
    }

    public void Release()
    {
        var left = Interlocked.Decrement(ref _holds);
        if (left > 0)
        {
            return;
        }

        if (left < 0)
        {
            throw new InvalidOperationException("A buffer was released more often than it was retained.");
        }

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
