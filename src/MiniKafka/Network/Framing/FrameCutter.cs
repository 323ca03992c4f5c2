using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Network.Framing;

/// <summary>
/// Cuts the bytes of a connection into frames, each in a buffer of its own, and knows which lengths are allowed. When the inbox is full it keeps what was
/// received beyond, as bytes: of small frames one receive brings thousands. Used by one thread at a time.
/// </summary>
internal sealed class FrameCutter(FrameInbox inbox, int maxFrameBytes)
{
    private const int LengthBytes = sizeof(int);

    /// <summary>What is taken for a frame of which no more than its length is there: longer ones grow with what comes.</summary>
    private const int MostForAnAnnouncement = 1024 * 1024;

    private int _length;
    private int _lengthBytes;
    private PooledBuffer? _frame;
    private int _filled;
    private byte[] _kept = [];
    private int _keptStart;
    private int _keptEnd;
    private bool _endsAfterKept;

    /// <summary>There are bytes that are not cut yet: nothing more is to be received before they are.</summary>
    public bool HasKept => _keptEnd > _keptStart;

    /// <summary>
    /// Where the rest of the begun frame goes, when that frame is longer than so many bytes, else nowhere. What is received
    /// straight into it is told with <see cref="TryAdvance"/>.
    /// </summary>
    public Memory<byte> RestOfFrameAbove(int bytes) => _frame is { } frame && frame.Length > bytes ? frame.Memory[_filled..] : default;

    /// <summary>Copies received bytes into their frames; false when they announce one that cannot be, which breaks the connection.</summary>
    public bool TryTake(ReadOnlySpan<byte> bytes)
    {
        var rest = bytes;
        if (!HasKept && !TryCut(ref rest))
        {
            return false;
        }

        Keep(rest);
        return true;
    }

    /// <summary>Cuts what was kept, until the inbox is full again; false when it announces a frame that cannot be, or nothing comes after it.</summary>
    public bool TryGoOn()
    {
        ReadOnlySpan<byte> rest = _kept.AsSpan(_keptStart, _keptEnd - _keptStart);
        if (!TryCut(ref rest))
        {
            return false;
        }

        _keptStart = _keptEnd - rest.Length;
        if (HasKept)
        {
            return true;
        }

        Forget();
        if (_endsAfterKept)
        {
            End();
        }

        return !_endsAfterKept;
    }

    /// <summary>So many bytes more of the begun frame are there; false when there is no memory for the rest, which breaks the connection.</summary>
    public bool TryAdvance(int bytes)
    {
        _filled += bytes;
        if (_filled == _length)
        {
            inbox.Add(new Frame(_frame!));
            _frame = null;
            return true;
        }

        return _filled < _frame!.Length || TryRent((int)Math.Min(_length, 2L * _filled));
    }

    /// <summary>The peer sends nothing more.</summary>
    public void End()
    {
        if (HasKept)
        {
            _endsAfterKept = true;
        }
        else if (_frame is null && _lengthBytes == 0)
        {
            inbox.End();
        }
        else
        {
            Break("The connection ended inside a frame.", null);
        }
    }

    /// <summary>Nothing more will come, and what was kept is lost.</summary>
    public void Break(string message, Exception? cause)
    {
        Forget();
        inbox.Break(new ConnectionClosedException(message, cause));
    }

    /// <summary>Lets go of a begun frame, and of what was kept.</summary>
    public void Drop()
    {
        _frame?.Release();
        _frame = null;
        Forget();
    }

    private bool TryCut(ref ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && (_frame is not null || !inbox.IsFull))
        {
            if (_frame is null)
            {
                for (; _lengthBytes < LengthBytes && !bytes.IsEmpty; _lengthBytes++)
                {
                    _length = (_length << 8) | bytes[0];
                    bytes = bytes[1..];
                }

                if (_lengthBytes < LengthBytes)
                {
                    return true;
                }

                if (_length < 0 || _length > maxFrameBytes)
                {
                    inbox.Break(new ConnectionClosedException(RefusalOf(_length)) { IsRefusal = true });
                    return false;
                }

                _filled = 0;
                _lengthBytes = 0;
                if (!TryRent(Math.Min(_length, MostForAnAnnouncement)))
                {
                    return false;
                }
            }

            var taken = Math.Min(bytes.Length, _frame!.Length - _filled);
            bytes[..taken].CopyTo(_frame.Span[_filled..]);
            bytes = bytes[taken..];
            if (!TryAdvance(taken))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Makes the begun frame so long, with what is there of it.</summary>
    private bool TryRent(int bytes)
    {
        try
        {
            var longer = PooledBuffer.RentForReceiving(bytes);
            _frame?.Span[.._filled].CopyTo(longer.Span);
            _frame?.Release();
            _frame = longer;
            return true;
        }
        catch (OutOfMemoryException exception)
        {
            inbox.Break(new ConnectionClosedException($"There is no memory for a frame of {_length} bytes.", exception));
            return false;
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        if (_kept.Length - _keptEnd < bytes.Length)
        {
            var held = _keptEnd - _keptStart;
            var larger = ArrayPool<byte>.Shared.Rent(held + bytes.Length);
            _kept.AsSpan(_keptStart, held).CopyTo(larger);
            Forget();
            (_kept, _keptEnd) = (larger, held);
        }

        bytes.CopyTo(_kept.AsSpan(_keptEnd));
        _keptEnd += bytes.Length;
    }

    private void Forget()
    {
        if (_kept.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_kept);
            _kept = [];
        }

        (_keptStart, _keptEnd) = (0, 0);
    }

    /// <summary>Most who announce what is not allowed speak another protocol, whose first bytes tell which.</summary>
    private string RefusalOf(int length)
    {
        const int TlsHandshake = 0x1603;
        Span<byte> bytes = stackalloc byte[LengthBytes];
        BinaryPrimitives.WriteInt32BigEndian(bytes, length);
        var protocol = length >> 16 == TlsHandshake ? " It begins like TLS, which this listener does not speak."
            : bytes.ContainsAnyExceptInRange((byte)' ', (byte)'~') ? ""
            : $" It begins with '{Encoding.ASCII.GetString(bytes)}', which is not Kafka's protocol.";
        return $"a frame of {length} bytes was announced; {maxFrameBytes} are allowed (socket.request.max.bytes).{protocol}";
    }
}
