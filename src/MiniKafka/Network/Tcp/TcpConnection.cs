using System.Net;
using System.Net.Sockets;
using MiniKafka.Network.Faults;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Threads;

namespace MiniKafka.Network.Tcp;

/// <summary>
/// A connection over a socket: a reader that works on its lane and fills the inbox, and a writer that belongs to the loop.
/// Closed when either fails, when nothing moved for too long, or when its loop ends.
/// </summary>
internal sealed class TcpConnection : ILinkedConnection
{
    private const int IdleChecks = 4;
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(2);

    private readonly Socket _socket;
    private readonly EventLoop _loop;
    private readonly FrameInbox _inbox;
    private readonly TcpFrameReader _reader;
    private readonly TcpFrameWriter _writer;
    private CancellationTokenRegistration _loopEnded;
    private readonly ITimer? _idle;
    private Action? _ended;
    private int _quietChecks;
    private bool _disposed;

    public TcpConnection(Socket socket, EventLoop loop, PoolLane lane, TcpTransportOptions options, Action? ended)
    {
        _socket = socket;
        _loop = loop;
        _ended = ended;
        LocalEndPoint = socket.LocalEndPoint!;
        RemoteEndPoint = socket.RemoteEndPoint!;
        _inbox = new FrameInbox(loop, options.WindowBytes) { Over = OnOver };
        _reader = new TcpFrameReader(socket, lane, _inbox, options.MaxFrameBytes);
        _writer = new TcpFrameWriter(socket, loop, lane, options.WindowBytes) { Failed = failure => _inbox.Break(failure) };
        if (options.MaxIdle > TimeSpan.Zero)
        {
            _idle = loop.Clock.CreateTimer(
                static state => ((TcpConnection)state!).CheckIdle(), this, options.MaxIdle / IdleChecks, options.MaxIdle / IdleChecks);
        }
    }

    public EndPoint LocalEndPoint { get; }

    public EndPoint RemoteEndPoint { get; }

    public CancellationToken Closed => _inbox.Closed;

    /// <summary>Begins to receive; before it nothing is read from the socket.</summary>
    public void Start()
    {
        _loopEnded = _loop.Ended.Register(static state => ((TcpConnection)state!).CloseSocket(), this);
        _reader.Start();
    }

    public ValueTask SendAsync(Frame frame) => _writer.SendAsync(frame);

    public ValueTask<Frame?> ReceiveAsync(CancellationToken cancellationToken = default) =>
        _inbox.ReceiveAsync(cancellationToken);

    /// <summary>
    /// What is sent is held back before the socket, what is received after it. The peer is in other hands: it sees its
    /// connections made, and taken down at once when this end closes or is gone, whatever the links say.
    /// </summary>
    public void PutOn(LinkFaults outgoing, LinkFaults incoming, Func<Frame, (LinkFaults Outgoing, LinkFaults Incoming)?>? linksOf = null)
    {
        var outlet = _writer.Gate = new LinkGate(_loop, outgoing, _writer);
        _inbox.Gate = new LinkGate(_loop, incoming, _inbox)
        {
            LinkOf = linksOf is null ? null : first =>
            {
                var links = linksOf(first);
                outlet.Faults = links?.Outgoing ?? outlet.Faults;
                return links?.Incoming;
            },
        };
    }

    public void Abort(Exception? reason = null)
    {
        _inbox.Break(new ConnectionClosedException("The connection was aborted.", reason), dropArrived: true);
        CloseSocket();
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _loopEnded.Dispose();
        _idle?.Dispose();
        _inbox.Dispose();
        try
        {
            await _writer.WhenEmptyAsync().WaitAsync(LongestFarewell, _loop.Clock);
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is TimeoutException or SocketException or ObjectDisposedException)
        {
            // The peer does not read, or is gone: what is left cannot reach it.
            _socket.Close(0);
        }

        _writer.Break(new ConnectionClosedException("The connection was closed."));
        CloseSocket();
    }

    private void OnOver(ConnectionClosedException? broken)
    {
        // Whoever sent something that cannot be is still owed the answers to what came before it.
        if (broken is { IsRefusal: false })
        {
            _writer.Break(broken);
            _idle?.Dispose();
            CloseSocket();
        }
    }

    private void CheckIdle()
    {
        if (_reader.SawBytes || _writer.SentBytes)
        {
            _reader.SawBytes = false;
            _writer.SentBytes = false;
            _quietChecks = 0;
        }
        else if (++_quietChecks >= IdleChecks)
        {
            Abort(new TimeoutException("Nothing was sent or received for too long."));
        }
    }

    private void CloseSocket()
    {
        _socket.Dispose();
        Interlocked.Exchange(ref _ended, null)?.Invoke();
    }
}
