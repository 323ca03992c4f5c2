using System.Buffers;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Records;

/// <summary>
/// Bytes written one after the other into a pooled buffer that doubles when it is full. Not thread-safe; ends with
/// exactly one call of <see cref="Detach"/> (the bytes go to the caller) or <see cref="Release"/> (they go back to the pool).
/// </summary>
internal sealed class GrowingBuffer : IBufferWriter<byte>
{
    private const int SmallestGrowth = 256;
    private PooledBuffer? _buffer;

    public GrowingBuffer(int initialCapacity) => _buffer = PooledBuffer.Rent(Math.Max(initialCapacity, 1));

    /// <summary>Begins with a buffer of the pool; if that gets too small, goes on with one of the shared pool.</summary>
    public GrowingBuffer(BufferPool pool) => _buffer = PooledBuffer.Rent(pool);

    public int Length { get; private set; }

    public Span<byte> Written => Buffer.Span[..Length];

    private PooledBuffer Buffer => _buffer ?? throw new InvalidOperationException("The buffer was given away already.");

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Buffer.Length - Length);
        Length += count;
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return Buffer.Span[Length..];
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return Buffer.Memory[Length..];
    }

    /// <summary>Hands the bytes over together with the hold on them.</summary>
    public SharedBytes Detach()
    {
        var buffer = Buffer;
        _buffer = null;
        return new SharedBytes(buffer.Memory[..Length], buffer);
    }

    public void Release()
    {
        _buffer?.Release();
        _buffer = null;
    }

    private void Reserve(int sizeHint)
    {
        var needed = checked(Length + Math.Max(sizeHint, 1));
        var old = Buffer;
        if (needed <= old.Length)
        {
            return;
        }

        var doubled = (int)Math.Min(Array.MaxLength, Math.Max(2L * old.Length, SmallestGrowth));
        var grown = PooledBuffer.Rent(Math.Max(needed, doubled));
        old.Span[..Length].CopyTo(grown.Span);
        _buffer = grown;
        old.Release();
    }
}
