using System.Buffers;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Network;

/// <summary>
/// One request or response as it travels, without the four bytes that carry its length: immutable bytes and one hold on
/// them. Whoever has the frame disposes it once; slices that outlive the frame need a hold of their own.
/// </summary>
internal sealed class Frame : IDisposable
{
    private SharedBytes _bytes;
    private bool _disposed;

    /// <summary>Takes over one hold on the bytes.</summary>
    public Frame(SharedBytes bytes)
    {
        _bytes = bytes;
        Length = checked((int)bytes.Length);
    }

    /// <summary>Takes over the one hold of a fresh buffer.</summary>
    public Frame(PooledBuffer buffer)
        : this(new SharedBytes(buffer.Memory, buffer))
    {
    }

    public Frame(ReadOnlyMemory<byte> bytes)
        : this(new SharedBytes(bytes))
    {
    }

    public int Length { get; }

    /// <summary>When the link it travels on lets it pass, as a timestamp of the receiver's clock; 0 for at once.</summary>
    public long MayPassAt { get; set; }

    public SharedBytes Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _bytes;
        }
    }

    public ReadOnlySequence<byte> Sequence => Bytes.Sequence;

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _bytes.Release();
        _bytes = default;
    }
}
