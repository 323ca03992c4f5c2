using System.Net;
using System.Net.Sockets;
using MiniKafka.Network.Framing;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Polling;

namespace MiniKafka.Network.Tcp;

/// <summary>A listening socket. Belongs to its loop, which accepts; that somebody is there it hears from its host.</summary>
internal sealed class TcpListener : IConnectionListener
{
    /// <summary>How long the listener rests when the system takes in no connection, perhaps for want of file handles.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(10);

    private const int AcceptedPerTurn = 16;

    private readonly SocketWatch _watch;
    private readonly EventLoop _loop;
    private readonly TcpTransport _transport;
    private readonly ConnectionQuota _quota;
    private readonly LoopSignal<bool> _news;
    private readonly CancellationTokenRegistration _loopEnded;
    private int _accepted;
    private bool _isUnbound;

    public TcpListener(Socket socket, EventLoop loop, TcpTransport transport, IReadOnlyDictionary<IPAddress, int> quotaOverrides)
    {
        socket.Blocking = false;
        LocalEndPoint = socket.LocalEndPoint!;
        _loop = loop;
        _transport = transport;
        Held = transport.Options.Serving.OfListener();
        _news = new LoopSignal<bool>(loop);
        _watch = loop.Host.Watch(socket);
        _watch.Readable = TellNews;
        _quota = new ConnectionQuota(transport.Options.MaxConnections, transport.Options.MaxConnectionsPerIp, quotaOverrides) { Freed = TellNews };
        _loopEnded = loop.Ended.Register(static state => ((SocketWatch)state!).Dispose(), _watch);
    }

    /// <summary>What all connections to it hold.</summary>
    public HeldFrames Held { get; }

    public EndPoint LocalEndPoint { get; }

    /// <inheritdoc/>
    public Action<string, string>? Refused { get; set; }

    public async ValueTask<IConnection?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (!_isUnbound)
        {
            if (!_quota.HasRoom)
            {
                Refused?.Invoke("anywhere", "there are as many as max.connections allows; it waits until another ends.");
                await WaitForNewsAsync(_quota.TryTellWhenFreed, cancellationToken);
                continue;
            }

            try
            {
                if (!_watch.Socket.Poll(0, SelectMode.SelectRead))
                {
                    await WaitForNewsAsync(_watch.TryArmToRead, cancellationToken);
                }
                else if (Admit(_watch.Socket.Accept()) is { } connection)
                {
                    await TakeTurnsAsync(cancellationToken);
                    return connection;
                }
            }
            catch (SocketException)
            {
                // The peer was gone before it was accepted, or the system has no room for it; the next one may stay.
                await Task.Delay(Rest, _loop.Clock, cancellationToken);
            }
        }

        return null;
    }

    public ValueTask UnbindAsync()
    {
        if (!_isUnbound)
        {
            _isUnbound = true;
            _loopEnded.Dispose();
            _watch.Dispose();
            OnNews();
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => UnbindAsync();

    private async ValueTask WaitForNewsAsync(Func<bool> tryBeTold, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var news = _news.Arm();
        if (!tryBeTold())
        {
            OnNews();
        }

        using var cancelled = cancellationToken.Register(TellNews);
        await news;
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Those who connect all at once are let in a few at a time, between whatever else the loop has to do.</summary>
    private async ValueTask TakeTurnsAsync(CancellationToken cancellationToken)
    {
        if (++_accepted % AcceptedPerTurn == 0)
        {
            TellNews();
            await WaitForNewsAsync(static () => true, cancellationToken);
        }
    }

    private void TellNews() => _loop.TryPost(static state => ((TcpListener)state!).OnNews(), this);

    private void OnNews()
    {
        if (_news.IsArmed)
        {
            _news.Complete(true);
        }
    }

    private FrameConnection? Admit(Socket accepted)
    {
        SocketWatch? watch = null;
        IPAddress? entered = null;
        try
        {
            var address = ((IPEndPoint)accepted.RemoteEndPoint!).Address;
            address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
            if (_quota.TryEnter(address))
            {
                entered = address;
                watch = _loop.Host.Watch(accepted);
                return _transport.Adopt(watch, _loop, Held, () => _quota.Leave(address));
            }

            Refused?.Invoke($"/{address}", "this address has as many connections as max.connections.per.ip and its overrides allow.");
        }
        catch (SocketException) when (entered is not null)
        {
            // Gone already, or the system cannot watch it.
            _quota.Leave(entered);
        }
        catch (SocketException)
        {
            // Gone already.
        }

        watch?.Dispose();
        accepted.Dispose();
        return null;
    }
}
