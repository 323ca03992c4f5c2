using System.Buffers;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Protocol;

/// <summary>
/// Shared bytes that alternate between a buffer of ours and bytes of others. One hold on the whole is one hold on the
/// buffer and on each of the others; the last release drops them all. Each of the others' bytes can be held by itself, too.
/// </summary>
internal sealed class SplicedBytes : CountedLease
{
    private readonly PooledBuffer _buffer;
    private readonly List<ProtocolWriter.Splice> _splices;

    private SplicedBytes(PooledBuffer buffer, List<ProtocolWriter.Splice> splices)
    {
        _buffer = buffer;
        _splices = splices;
    }

    /// <inheritdoc/>
    public override long Footprint => _buffer.Footprint + _splices.Sum(static splice => splice.Bytes.Length);

    /// <summary>Puts the pieces together; takes over the hold on the buffer and takes a hold on each splice.</summary>
    public static SharedBytes Assemble(PooledBuffer buffer, List<ProtocolWriter.Splice> splices)
    {
        var chain = default(PieceChain);
        var written = 0;
        foreach (var splice in splices)
        {
            splice.Bytes.Retain();
            chain.Append(buffer.Memory[written..splice.Position], null);
            foreach (var piece in splice.Bytes.Sequence)
            {
                chain.Append(piece, splice.Bytes.Lease);
            }

            written = splice.Position;
        }

        chain.Append(buffer.Memory[written..], null);
        return new SharedBytes(chain.ToSequence(), new SplicedBytes(buffer, splices));
    }

    /// <summary>The lease of the bytes that a part of such bytes consists of, when it is one piece of others' bytes.</summary>
    public static ILease? LeaseOf(in ReadOnlySequence<byte> part) =>
        part.IsSingleSegment && part.Start.GetObject() is Piece piece ? piece.Lease : null;

    protected override void GiveBack()
    {
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

        public void Append(ReadOnlyMemory<byte> bytes, ILease? lease)
        {
            if (bytes.IsEmpty)
            {
                return;
            }

            _last = new Piece(bytes, lease, _last);
            _first ??= _last;
        }

        public readonly ReadOnlySequence<byte> ToSequence() => _first is null || _last is null
            ? ReadOnlySequence<byte>.Empty
            : new ReadOnlySequence<byte>(_first, 0, _last, _last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> bytes, ILease? lease, Piece? previous)
        {
            Memory = bytes;
            Lease = lease;
            if (previous is not null)
            {
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
                previous.Next = this;
            }
        }

        /// <summary>What the bytes are held with; null for those of our own buffer, and for those the garbage collector keeps.</summary>
        public ILease? Lease { get; }
    }
}
