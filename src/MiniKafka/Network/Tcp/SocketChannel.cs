using System.Net;
using System.Net.Sockets;
using MiniKafka.Network.Framing;
using MiniKafka.Runtime.Polling;

namespace MiniKafka.Network.Tcp;

/// <summary>
/// The bytes of a socket without a layer between. Small frames come through a buffer of the thread that receives; the rest of a frame that does not fit
/// there is received straight into the frame's own memory, and what is sent leaves from where it lies.
/// </summary>
internal sealed class SocketChannel : IByteChannel
{
    private const int SmallBuffer = 4 * 1024;
    private const int LargeBuffer = 64 * 1024;

    [ThreadStatic]
    private static byte[]? s_buffer;

    private readonly SocketWatch _watch;
    private int _bufferBytes = SmallBuffer;
    private bool _isDrained;
    private List<ArraySegment<byte>> _pieces = [];
    private Exception? _sendFailure;

    public SocketChannel(SocketWatch watch)
    {
        _watch = watch;
        LocalEndPoint = watch.Socket.LocalEndPoint!;
        RemoteEndPoint = watch.Socket.RemoteEndPoint!;
        watch.Writable = () =>
        {
            if (!GoOnSending())
            {
                Sent!();
            }
        };
    }

    public EndPoint LocalEndPoint { get; }

    public EndPoint RemoteEndPoint { get; }

    public Task Opened => Task.CompletedTask;

    /// <summary>Copying as much into the socket takes longer than changing threads.</summary>
    public long LongSendFrom => 128 * 1024;

    public Action? Receivable
    {
        get => _watch.Readable;
        set => _watch.Readable = value;
    }

    public Action? Sent { get; set; }

    public Reception Receive(FrameCutter cutter)
    {
        while (true)
        {
            if (_isDrained)
            {
                // Once armed, another thread may be here already.
                _isDrained = false;
                if (_watch.TryArmToRead())
                {
                    return Reception.Waits;
                }
            }

            var rest = cutter.RestOfFrameAbove(_bufferBytes - sizeof(int)).Span;
            var target = rest.IsEmpty ? (s_buffer ??= new byte[LargeBuffer]).AsSpan(0, _bufferBytes) : rest;
            var bytes = _watch.Receive(target, out var error);
            if (error == SocketError.WouldBlock)
            {
                _isDrained = true;
                continue;
            }

            if (error != SocketError.Success)
            {
                cutter.Break("The connection broke.", new SocketException((int)error));
                return Reception.Over;
            }

            if (bytes == 0)
            {
                cutter.End();
                return Reception.Over;
            }

            // A stream that gives less than was asked for has no more.
            _isDrained = bytes < target.Length;
            return HandOver(target[..bytes], isInPlace: !rest.IsEmpty, cutter) ? Reception.Received : Reception.Over;
        }
    }

    public bool BeginSend(List<ArraySegment<byte>> pieces)
    {
        _pieces = pieces;
        _sendFailure = null;
        return GoOnSending();
    }

    public Exception? EndSend() => _sendFailure;

    public ValueTask EndOutputAsync()
    {
        _watch.Socket.Shutdown(SocketShutdown.Send);
        return ValueTask.CompletedTask;
    }

    public void DropUnsent() => _watch.Socket.Close(0);

    public void Dispose() => _watch.Dispose();

    private bool HandOver(ReadOnlySpan<byte> bytes, bool isInPlace, FrameCutter cutter)
    {
        if (isInPlace)
        {
            return cutter.TryAdvance(bytes.Length);
        }

        var isAllowed = cutter.TryTake(bytes);
        if (bytes.Length == _bufferBytes && cutter.RestOfFrameAbove(bytes.Length - sizeof(int)).IsEmpty)
        {
            // Small frames alone filled it: more of them come at once than was thought.
            _bufferBytes = LargeBuffer;
        }

        return isAllowed;
    }

    /// <summary>False when everything was sent, or sending failed.</summary>
    private bool GoOnSending()
    {
        while (_pieces.Count > 0)
        {
            var bytes = _watch.Send(_pieces, out var error);
            TakeOut(bytes);
            if (error == SocketError.WouldBlock)
            {
                if (_watch.TryArmToWrite())
                {
                    return true;
                }
            }
            else if (error != SocketError.Success)
            {
                _sendFailure = new SocketException((int)error);
                return false;
            }
        }

        return false;
    }

    private void TakeOut(int bytes)
    {
        var whole = 0;
        for (; whole < _pieces.Count && bytes >= _pieces[whole].Count; whole++)
        {
            bytes -= _pieces[whole].Count;
        }

        _pieces.RemoveRange(0, whole);
        if (bytes > 0)
        {
            _pieces[0] = _pieces[0][bytes..];
        }
    }
}
