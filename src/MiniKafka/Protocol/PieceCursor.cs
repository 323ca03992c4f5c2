using System.Buffers;

namespace MiniKafka.Protocol;

/// <summary>
/// Walks through bytes in one or several pieces. Most takes are a slice of the current piece; only bytes that lie across
/// two pieces are copied together.
/// </summary>
internal ref struct PieceCursor
{
    private readonly ReadOnlySequence<byte> _sequence;
    private SequencePosition _pieceStart;
    private SequencePosition _next;
    private ReadOnlySpan<byte> _piece;
    private int _at;
    private long _behind;

    public PieceCursor(ReadOnlySequence<byte> sequence)
    {
        _sequence = sequence;
        _next = sequence.Start;
        _pieceStart = _next;
        _behind = sequence.Length;
        NextPiece();
    }

    /// <summary>Bytes that were not taken yet.</summary>
    public readonly long Remaining => _piece.Length - _at + _behind;

    /// <summary>The next bytes in one piece.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        if (count <= _piece.Length - _at)
        {
            var bytes = _piece.Slice(_at, count);
            _at += count;
            return bytes;
        }

        return TakeAcross(count);
    }

    /// <summary>The next bytes as a copy.</summary>
    public byte[] TakeCopy(int count)
    {
        EnsureRemaining(count);
        var bytes = new byte[count];
        var rest = bytes.AsSpan();
        while (!rest.IsEmpty)
        {
            if (_at == _piece.Length)
            {
                NextPiece();
            }

            var part = Take(Math.Min(rest.Length, _piece.Length - _at));
            part.CopyTo(rest);
            rest = rest[part.Length..];
        }

        return bytes;
    }

    /// <summary>The next bytes as a part of the sequence, without a copy.</summary>
    public ReadOnlySequence<byte> TakeSlice(int count)
    {
        EnsureRemaining(count);
        var slice = _sequence.Slice(_sequence.GetPosition(_at, _pieceStart), count);
        Skip(count);
        return slice;
    }

    /// <summary>Passes over bytes.</summary>
    public void Skip(int count)
    {
        EnsureRemaining(count);
        while (count > _piece.Length - _at)
        {
            count -= _piece.Length - _at;
            NextPiece();
        }

        _at += count;
    }

    private ReadOnlySpan<byte> TakeAcross(int count)
    {
        EnsureRemaining(count);
        if (_at == _piece.Length)
        {
            NextPiece();
            if (count <= _piece.Length)
            {
                return Take(count);
            }
        }

        return TakeCopy(count);
    }

    private readonly void EnsureRemaining(int count)
    {
        if (count > Remaining)
        {
            throw ProtocolException.Truncated(count, Remaining);
        }
    }

    /// <summary>Moves to the next piece with bytes, or behind the end.</summary>
    private void NextPiece()
    {
        do
        {
            _pieceStart = _next;
            if (!_sequence.TryGet(ref _next, out var memory))
            {
                _piece = default;
                _at = 0;
                return;
            }

            _piece = memory.Span;
            _at = 0;
            _behind -= memory.Length;
        }
        while (_piece.IsEmpty);
    }
}
