using System.Buffers;
using System.Net;
using System.Net.Sockets;
using MiniKafka.Network.Framing;

namespace MiniKafka.Network.Tcp;

/// <summary>
/// The bytes of a socket without a layer between. Small frames come through a receive buffer; the rest of a frame that does not fit
/// there is received straight into the frame's own memory, and what is sent leaves from where it lies.
/// </summary>
internal sealed class SocketChannel : IByteChannel
{
    private const int SmallBuffer = 4 * 1024;
    private const int LargeBuffer = 64 * 1024;

    private readonly Socket _socket;
    private readonly Operation _receive = new();
    private readonly Operation _send = new();
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(SmallBuffer);
    private bool _receivesRest;

    public SocketChannel(Socket socket)
    {
        _socket = socket;
        LocalEndPoint = socket.LocalEndPoint!;
        RemoteEndPoint = socket.RemoteEndPoint!;
    }

    public EndPoint LocalEndPoint { get; }

    public EndPoint RemoteEndPoint { get; }

    public Task Opened => Task.CompletedTask;

    /// <summary>Copying as much into the socket takes longer than changing threads.</summary>
    public long LaneFrom => 128 * 1024;

    public Action? Received
    {
        get => _receive.Ended;
        set => _receive.Ended = value;
    }

    public Action? Sent
    {
        get => _send.Ended;
        set => _send.Ended = value;
    }

    public bool BeginReceive(FrameCutter cutter)
    {
        try
        {
            var rest = cutter.RestOfFrameAbove(_buffer.Length - sizeof(int));
            _receivesRest = !rest.IsEmpty;
            _receive.SetBuffer(_receivesRest ? rest : _buffer);
            return _socket.ReceiveAsync(_receive);
        }
        catch (ObjectDisposedException)
        {
            return _receive.IsAborted();
        }
    }

    public bool EndReceive(FrameCutter cutter)
    {
        var bytes = _receive.BytesTransferred;
        if (_receive.SocketError != SocketError.Success)
        {
            cutter.Break("The connection broke.", new SocketException((int)_receive.SocketError));
        }
        else if (bytes == 0)
        {
            cutter.End();
        }
        else if (_receivesRest)
        {
            cutter.Advance(bytes);
            return true;
        }
        else if (cutter.TryTake(_buffer.AsSpan(0, bytes)))
        {
            GrowWhenFilledBySmallFrames(bytes, cutter);
            return true;
        }

        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _receive.Dispose();
        return false;
    }

    public bool BeginSend(IList<ArraySegment<byte>> pieces)
    {
        try
        {
            if (pieces.Count == 1)
            {
                _send.BufferList = null;
                _send.SetBuffer(pieces[0].Array, pieces[0].Offset, pieces[0].Count);
            }
            else
            {
                _send.SetBuffer(null, 0, 0);
                _send.BufferList = pieces;
            }

            return _socket.SendAsync(_send);
        }
        catch (ObjectDisposedException)
        {
            return _send.IsAborted();
        }
    }

    public Exception? EndSend() => _send.SocketError == SocketError.Success ? null : new SocketException((int)_send.SocketError);

    public ValueTask EndOutputAsync()
    {
        _socket.Shutdown(SocketShutdown.Send);
        return ValueTask.CompletedTask;
    }

    public void DropUnsent() => _socket.Close(0);

    public void Dispose()
    {
        _socket.Dispose();
        _send.Dispose();
    }

    private void GrowWhenFilledBySmallFrames(int bytes, FrameCutter cutter)
    {
        if (bytes == _buffer.Length && bytes < LargeBuffer && cutter.RestOfFrameAbove(bytes - sizeof(int)).IsEmpty)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = ArrayPool<byte>.Shared.Rent(LargeBuffer);
        }
    }

    private sealed class Operation() : SocketAsyncEventArgs(true)
    {
        public Action? Ended { get; set; }

        /// <summary>The socket was closed before this began; it does not go on.</summary>
        public bool IsAborted()
        {
            SocketError = SocketError.OperationAborted;
            return false;
        }

        protected override void OnCompleted(SocketAsyncEventArgs e) => Ended!();
    }
}
