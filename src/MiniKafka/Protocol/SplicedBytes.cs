using System.Buffers;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Protocol;

/// <summary>
/// Shared bytes that alternate between a buffer of ours and bytes of others. One hold on the whole is one hold on the
/// buffer and on each of the others; the last release drops them all.
/// </summary>
internal sealed class SplicedBytes : ILease
{
    private readonly PooledBuffer _buffer;
    private readonly List<ProtocolWriter.Splice> _splices;
    private int _holds = 1;

    private SplicedBytes(PooledBuffer buffer, List<ProtocolWriter.Splice> splices)
    {
        _buffer = buffer;
        _splices = splices;
    }

    /// <summary>Puts the pieces together; takes over the hold on the buffer and takes a hold on each splice.</summary>
    public static SharedBytes Assemble(PooledBuffer buffer, List<ProtocolWriter.Splice> splices)
    {
        var chain = default(PieceChain);
        var written = 0;
        foreach (var splice in splices)
        {
            splice.Bytes.Retain();
            chain.Append(buffer.Memory[written..splice.Position]);
            foreach (var piece in splice.Bytes.Sequence)
            {
                chain.Append(piece);
            }

            written = splice.Position;
        }

        chain.Append(buffer.Memory[written..]);
        return new SharedBytes(chain.ToSequence(), new SplicedBytes(buffer, splices));
    }

    public void Retain()
    {
        if (Interlocked.Increment(ref _holds) <= 1)
        {
            throw new InvalidOperationException("Bytes were retained after their last hold was released.");
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
            throw new InvalidOperationException("Bytes were released more often than they were retained.");
        }

        foreach (var splice in _splices)
        {
            splice.Bytes.Release();
        }

        _buffer.Release();
    }

    private struct PieceChain
    {
        private Piece? _first;
        private Piece? _last;

        public void Append(ReadOnlyMemory<byte> bytes)
        {
            if (bytes.IsEmpty)
            {
                return;
            }

            _last = new Piece(bytes, _last);
            _first ??= _last;
        }

        public readonly ReadOnlySequence<byte> ToSequence() => _first is null || _last is null
            ? ReadOnlySequence<byte>.Empty
            : new ReadOnlySequence<byte>(_first, 0, _last, _last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> bytes, Piece? previous)
        {
            Memory = bytes;
            if (previous is not null)
            {
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
                previous.Next = this;
            }
        }
    }
}
