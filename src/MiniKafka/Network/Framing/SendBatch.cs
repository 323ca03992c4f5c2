using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace MiniKafka.Network.Framing;

/// <summary>
/// The frames of one send. Lengths and small pieces are copied next to each other into a scratch array; large pieces,
/// which are record bytes, are sent from where they lie. Owned by the connection's loop between sends.
/// </summary>
internal sealed class SendBatch
{
    private const int ScratchBytes = 64 * 1024;
    private const int ReferenceFrom = 8 * 1024;
    private const int MaxPieces = 128;
    private const long EnoughBytes = 4 * 1024 * 1024;

    private readonly List<ArraySegment<byte>> _pieces = [];
    private readonly List<Frame> _frames = [];
    private byte[]? _scratch;
    private int _scratchStart;
    private int _scratchEnd;

    /// <summary>What to send, in order. Whoever sends it may take out what was sent.</summary>
    public List<ArraySegment<byte>> Pieces => _pieces;

    public long Bytes { get; private set; }

    /// <summary>Takes the frame over, or leaves it when this send is large enough already.</summary>
    public bool TryAdd(Frame frame)
    {
        if (_frames.Count > 0 && (Bytes >= EnoughBytes || !Fits(frame)))
        {
            return false;
        }

        _scratch ??= ArrayPool<byte>.Shared.Rent(ScratchBytes);
        _frames.Add(frame);
        Bytes += sizeof(int) + frame.Length;
        BinaryPrimitives.WriteInt32BigEndian(Room(sizeof(int)), frame.Length);
        foreach (var piece in frame.Sequence)
        {
            AddPiece(piece);
        }

        return true;
    }

    /// <summary>Ends the adding: what still lies in the scratch array becomes the last piece.</summary>
    public void Close() => CloseScratchPiece();

    /// <summary>Lets go of the frames that were sent.</summary>
    public void Clear()
    {
        foreach (var frame in _frames)
        {
            frame.Dispose();
        }

        _frames.Clear();
        _pieces.Clear();
        _scratchStart = 0;
        _scratchEnd = 0;
        Bytes = 0;
        if (_scratch is { } scratch)
        {
            _scratch = null;
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    private bool Fits(Frame frame)
    {
        long small = sizeof(int);
        var pieces = 2;
        foreach (var piece in frame.Sequence)
        {
            small += piece.Length < ReferenceFrom ? piece.Length : 0;
            pieces += 2;
        }

        return _scratchEnd + small <= _scratch!.Length && _pieces.Count + pieces <= MaxPieces;
    }

    private void AddPiece(ReadOnlyMemory<byte> piece)
    {
        var isArray = MemoryMarshal.TryGetArray(piece, out var segment);
        if (isArray && (piece.Length >= ReferenceFrom || piece.Length > _scratch!.Length - _scratchEnd))
        {
            CloseScratchPiece();
            _pieces.Add(segment);
        }
        else if (piece.Length <= _scratch!.Length - _scratchEnd)
        {
            piece.Span.CopyTo(Room(piece.Length));
        }
        else
        {
            CloseScratchPiece();
            _pieces.Add(piece.ToArray());
        }
    }

    private Span<byte> Room(int bytes)
    {
        var room = _scratch.AsSpan(_scratchEnd, bytes);
        _scratchEnd += bytes;
        return room;
    }

    private void CloseScratchPiece()
    {
        if (_scratchEnd > _scratchStart)
        {
            _pieces.Add(new ArraySegment<byte>(_scratch!, _scratchStart, _scratchEnd - _scratchStart));
            _scratchStart = _scratchEnd;
        }
    }
}
