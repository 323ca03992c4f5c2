using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using MiniKafka.Runtime.Buffers;
using MiniKafka.Runtime.Threads;

namespace MiniKafka.Network.Tcp;

/// <summary>
/// Turns received bytes into frames. Runs on its lane, one step at a time, away from the loop. Small frames are cut from a
/// receive buffer with one copy each; the rest of a frame that does not fit is received straight into the frame's own buffer.
/// When the inbox is full it stops receiving, so that the peer's sends stop in turn.
/// </summary>
internal sealed class TcpFrameReader : SocketAsyncEventArgs, IThreadPoolWorkItem
{
    private const int LengthBytes = sizeof(int);
    private const int SmallBuffer = 4 * 1024;
    private const int LargeBuffer = 64 * 1024;
    private const int StepsPerTurn = 16;

    private readonly Socket _socket;
    private readonly PoolLane _lane;
    private readonly FrameInbox _inbox;
    private readonly int _maxFrameBytes;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(SmallBuffer);
    private int _start;
    private int _end;
    private PooledBuffer? _large;
    private int _largeFilled;
    private bool _receiving;
    private int _paused;

    public TcpFrameReader(Socket socket, PoolLane lane, FrameInbox inbox, int maxFrameBytes)
        : base(true)
    {
        _socket = socket;
        _lane = lane;
        _inbox = inbox;
        _maxFrameBytes = maxFrameBytes;
        inbox.RoomMade = Resume;
    }

    /// <summary>Set whenever bytes arrived; the idle check clears it.</summary>
    public bool SawBytes { get; set; }

    public void Start() => _lane.Schedule(this);

    /// <summary>One turn on the lane: handles what was received and receives more until there is nothing or it is another's turn.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        try
        {
            for (var step = 0; step < StepsPerTurn; step++)
            {
                if (_receiving && !OnReceived())
                {
                    GiveBack();
                    return;
                }

                _receiving = false;
                if (_inbox.IsFull && Pause())
                {
                    return;
                }

                Aim();
                _receiving = true;
                if (_socket.ReceiveAsync(this))
                {
                    return;
                }

                if (_large is null)
                {
                    LoopGuest.RunKept();
                }
                else
                {
                    LoopGuest.HandOver();
                }
            }

            _lane.Schedule(this);
        }
        catch (ObjectDisposedException)
        {
            Break("The connection was closed.", null);
            GiveBack();
        }
    }

    protected override void OnCompleted(SocketAsyncEventArgs e) => _lane.Run(this);

    /// <summary>False when nothing more will come.</summary>
    private bool OnReceived()
    {
        if (SocketError != SocketError.Success)
        {
            Break("The connection broke.", new SocketException((int)SocketError));
            return false;
        }

        if (BytesTransferred == 0)
        {
            if (_large is null && _start == _end)
            {
                _inbox.End();
            }
            else
            {
                Break("The connection ended inside a frame.", null);
            }

            return false;
        }

        SawBytes = true;
        if (_large is null)
        {
            _end += BytesTransferred;
            return CutFrames();
        }

        _largeFilled += BytesTransferred;
        if (_largeFilled == _large.Length)
        {
            _inbox.Add(new Frame(_large));
            _large = null;
        }

        return true;
    }

    private bool CutFrames()
    {
        var wasFull = _end == _buffer.Length;
        while (_end - _start >= LengthBytes)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_start));
            if (length < 0 || length > _maxFrameBytes)
            {
                _inbox.Break(new ConnectionClosedException(RefusalOf(length)) { IsRefusal = true });
                return false;
            }

            var available = _end - _start - LengthBytes;
            if (available < length && length + LengthBytes <= _buffer.Length)
            {
                break;
            }

            var frame = PooledBuffer.RentForReceiving(length);
            var taken = Math.Min(available, length);
            _buffer.AsSpan(_start + LengthBytes, taken).CopyTo(frame.Span);
            _start += LengthBytes + taken;
            if (taken < length)
            {
                _large = frame;
                _largeFilled = taken;
                break;
            }

            _inbox.Add(new Frame(frame));
        }

        MakeSpace(wasFull);
        return true;
    }

    /// <summary>Moves the begun frame to the front; a buffer that was filled to the brim by small frames is made larger.</summary>
    private void MakeSpace(bool wasFull)
    {
        var rest = _end - _start;
        if (wasFull && _large is null && _buffer.Length < LargeBuffer)
        {
            var larger = ArrayPool<byte>.Shared.Rent(LargeBuffer);
            _buffer.AsSpan(_start, rest).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
        else if (rest > 0 && _start > 0)
        {
            _buffer.AsSpan(_start, rest).CopyTo(_buffer);
        }

        _start = 0;
        _end = rest;
    }

    private void Aim()
    {
        if (_large is { } large)
        {
            SetBuffer(large.Memory[_largeFilled..]);
        }
        else
        {
            SetBuffer(_buffer, _end, _buffer.Length - _end);
        }
    }

    /// <summary>True when the reader now waits for <see cref="Resume"/>.</summary>
    private bool Pause()
    {
        Interlocked.Exchange(ref _paused, 1);
        return _inbox.IsFull || Interlocked.Exchange(ref _paused, 0) == 0;
    }

    private void Resume()
    {
        if (Interlocked.Exchange(ref _paused, 0) == 1)
        {
            _lane.Schedule(this);
        }
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
        return $"a frame of {length} bytes was announced; {_maxFrameBytes} are allowed (socket.request.max.bytes).{protocol}";
    }

    private void Break(string message, Exception? cause) => _inbox.Break(new ConnectionClosedException(message, cause));

    private void GiveBack()
    {
        _large?.Release();
        _large = null;
        var buffer = _buffer;
        _buffer = [];
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        Dispose();
    }
}
