using System.Buffers;

namespace MiniKafka.Tests.Protocol;

/// <summary>Bytes torn into pieces, as a network might hand them over.</summary>
internal static class Bytes
{
    public static ReadOnlySequence<byte> InPieces(ReadOnlyMemory<byte> bytes, int pieceLength)
    {
        if (bytes.IsEmpty)
        {
            return ReadOnlySequence<byte>.Empty;
        }

        var first = new Piece(bytes[..Math.Min(pieceLength, bytes.Length)], null);
        var last = first;
        for (var at = pieceLength; at < bytes.Length; at += pieceLength)
        {
            last = new Piece(bytes.Slice(at, Math.Min(pieceLength, bytes.Length - at)), last);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
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
