using System.Buffers;

namespace MiniKafka.Runtime.Buffers;

/// <summary>
/// A reference-counted array from the shared pool, or from one of its user's own. Created with one hold. Debug builds overwrite the array when it
/// goes back, so that a reader that kept a slice without a hold sees garbage at once instead of somebody else's data later.
/// </summary>
internal sealed class PooledBuffer : ILease
{
    private const byte Poison = 0xDB;
    private readonly byte[] _array;
    private readonly BufferPool? _pool;
    private int _holds = 1;

    private PooledBuffer(byte[] array, int length, BufferPool? pool)
    {
        _array = array;
        _pool = pool;
        Length = length;
    }

    /// <summary>Usable bytes, exactly as many as were asked for.</summary>
    public int Length { get; }

    public Span<byte> Span => _array.AsSpan(0, Length);

    public Memory<byte> Memory => _array.AsMemory(0, Length);

    /// <summary>Rents a buffer of exactly <paramref name="length"/> usable bytes, whose contents are undefined.</summary>
    public static PooledBuffer Rent(int length) => new(ArrayPool<byte>.Shared.Rent(length), length, null);

    /// <summary>Takes a buffer from a pool, as large as that pool's buffers are; its contents are undefined.</summary>
    public static PooledBuffer Rent(BufferPool pool) => new(pool.Take(), pool.BufferBytes, pool);

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
        _array.AsSpan().Fill(Poison);
#endif
        if (_pool is null)
        {
            ArrayPool<byte>.Shared.Return(_array);
        }
        else
        {
            _pool.Return(_array);
        }
    }
}
