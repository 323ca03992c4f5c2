using System.Net;
using System.Net.Sockets;
using MiniKafka.Network.Faults;
using MiniKafka.Runtime;

namespace MiniKafka.Network.Framing;

/// <summary>
/// A connection over any channel of bytes: a reader that works beside the loop and fills the inbox, and a writer that belongs to the loop.
/// Closed when either fails, when nothing moved for too long, or when its loop ends. Whatever the bytes are, limits, windows, idle
/// time, links and the farewell are those of this class.
/// </summary>
internal sealed class FrameConnection : ILinkedConnection
{
    private const int IdleChecks = 4;
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(2);

    private readonly IByteChannel _channel;
    private readonly EventLoop _loop;
    private readonly FrameInbox _inbox;
    private readonly FrameReader _reader;
    private readonly FrameWriter _writer;
    private CancellationTokenRegistration _loopEnded;
    private readonly ITimer? _idle;
    private Action? _ended;
    private int _quietChecks;
    private bool _disposed;

    /// <param name="channel">The bytes.</param>
    /// <param name="loop">Whose connection it is.</param>
    /// <param name="limits">What it allows.</param>
    /// <param name="acceptedWith">What all connections of the listener hold that accepted it; null at the end that connected.</param>
    /// <param name="ended">Told once when it is over.</param>
    public FrameConnection(IByteChannel channel, EventLoop loop, FrameLimits limits, HeldFrames? acceptedWith, Action? ended)
    {
        _channel = channel;
        _loop = loop;
        _ended = ended;
        var held = acceptedWith is null ? new HeldFrames(int.MaxValue, limits.WindowBytes) : limits.Serving.OfConnection(acceptedWith);
        _inbox = new FrameInbox(loop, held) { Over = OnOver };
        _reader = new FrameReader(channel, loop.Host, _inbox, limits.MaxFrameBytes);
        _writer = new FrameWriter(channel, loop, acceptedWith is null ? limits.WindowBytes : limits.Serving.AnswerBytes) { Failed = failure => _inbox.Break(failure) };
        if (limits.MaxIdle > TimeSpan.Zero)
        {
            _idle = loop.Clock.CreateTimer(
                static state => ((FrameConnection)state!).CheckIdle(), this, limits.MaxIdle / IdleChecks, limits.MaxIdle / IdleChecks);
        }
    }

    public EndPoint LocalEndPoint => _channel.LocalEndPoint;

    public EndPoint RemoteEndPoint => _channel.RemoteEndPoint;

    public CancellationToken Closed => _inbox.Closed;

    /// <summary>Completes when frames can travel.</summary>
    public Task Opened => _channel.Opened;

    /// <summary>Begins to receive; before it nothing is read from the channel.</summary>
    public void Start()
    {
        _loopEnded = _loop.Ended.Register(static state => ((FrameConnection)state!).CloseChannel(), this);
        _reader.Start();
    }

    public ValueTask SendAsync(Frame frame) => _writer.SendAsync(frame);

    public ValueTask<Frame?> ReceiveAsync(CancellationToken cancellationToken = default) =>
        _inbox.ReceiveAsync(cancellationToken);

    /// <summary>
    /// What is sent is held back before the channel, what is received after it. The peer is in other hands: it sees its
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
        CloseChannel();
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
            await FarewellAsync().WaitAsync(LongestFarewell, _loop.Clock);
        }
        catch (Exception exception) when (exception is TimeoutException or IOException or SocketException or ObjectDisposedException)
        {
            // The peer does not read, or is gone: what is left cannot reach it.
            _channel.DropUnsent();
        }

        _writer.Break(new ConnectionClosedException("The connection was closed."));
        CloseChannel();
    }

    private async Task FarewellAsync()
    {
        await _writer.WhenEmptyAsync();
        await _channel.EndOutputAsync();
    }

    private void OnOver(ConnectionClosedException? broken)
    {
        // Whoever sent something that cannot be is still owed the answers to what came before it.
        if (broken is { IsRefusal: false })
        {
            _writer.Break(broken);
            _idle?.Dispose();
            CloseChannel();
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

    private void CloseChannel()
    {
        _channel.Dispose();
        _reader.Stop();
        Interlocked.Exchange(ref _ended, null)?.Invoke();
    }
}
