using System.Buffers.Binary;
using System.Text;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Network.Framing;

/// <summary>
/// Cuts the bytes of a connection into frames, each in a buffer of its own, and knows which lengths are allowed. Used by one thread
/// at a time.
/// </summary>
internal sealed class FrameCutter(FrameInbox inbox, int maxFrameBytes)
{
    private const int LengthBytes = sizeof(int);

    private int _length;
    private int _lengthBytes;
    private PooledBuffer? _frame;
    private int _filled;

    /// <summary>
    /// Where the rest of the begun frame goes, when that frame is longer than so many bytes, else nowhere. What is received
    /// straight into it is told with <see cref="Advance"/>.
    /// </summary>
    public Memory<byte> RestOfFrameAbove(int bytes) => _frame is { } frame && frame.Length > bytes ? frame.Memory[_filled..] : default;

    /// <summary>Copies received bytes into their frames; false when they announce one that cannot be, which breaks the connection.</summary>
    public bool TryTake(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
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

                _frame = PooledBuffer.RentForReceiving(_length);
                _filled = 0;
                _lengthBytes = 0;
            }

            var taken = Math.Min(bytes.Length, _frame.Length - _filled);
            bytes[..taken].CopyTo(_frame.Span[_filled..]);
            bytes = bytes[taken..];
            Advance(taken);
        }

        return true;
    }

    /// <summary>So many bytes more of the begun frame are there.</summary>
    public void Advance(int bytes)
    {
        _filled += bytes;
        if (_filled == _frame!.Length)
        {
            inbox.Add(new Frame(_frame));
            _frame = null;
        }
    }

    /// <summary>The peer sends nothing more.</summary>
    public void End()
    {
        if (_frame is null && _lengthBytes == 0)
        {
            inbox.End();
        }
        else
        {
            Break("The connection ended inside a frame.", null);
        }
    }

    public void Break(string message, Exception? cause) => inbox.Break(new ConnectionClosedException(message, cause));

    /// <summary>Lets go of a begun frame.</summary>
    public void Drop()
    {
        _frame?.Release();
        _frame = null;
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
