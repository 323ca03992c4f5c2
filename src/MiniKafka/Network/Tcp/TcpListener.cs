using System.Net;
using System.Net.Sockets;
using MiniKafka.Network.Framing;
using MiniKafka.Runtime;

namespace MiniKafka.Network.Tcp;

/// <summary>A listening socket. Belongs to its loop.</summary>
internal sealed class TcpListener : IConnectionListener
{
    /// <summary>How long the listener rests when the system takes in no connection, perhaps for want of file handles.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(10);

    private readonly Socket _socket;
    private readonly EventLoop _loop;
    private readonly TcpTransport _transport;
    private readonly ConnectionQuota _quota;
    private readonly CancellationTokenSource _unbound = new();
    private readonly CancellationTokenRegistration _loopEnded;

    public TcpListener(Socket socket, EventLoop loop, TcpTransport transport, IReadOnlyDictionary<IPAddress, int> quotaOverrides)
    {
        _socket = socket;
        _loop = loop;
        _transport = transport;
        Held = transport.Options.Serving.OfListener();
        _quota = new ConnectionQuota(transport.Options.MaxConnections, transport.Options.MaxConnectionsPerIp, quotaOverrides);
        LocalEndPoint = socket.LocalEndPoint!;
        _loopEnded = loop.Ended.Register(static state => ((Socket)state!).Dispose(), socket);
    }

    /// <summary>What all connections to it hold.</summary>
    public HeldFrames Held { get; }

    public EndPoint LocalEndPoint { get; }

    /// <inheritdoc/>
    public Action<string, string>? Refused { get; set; }

    public async ValueTask<IConnection?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _unbound.Token);
        while (true)
        {
            try
            {
                var room = _quota.WhenRoomAsync();
                if (!room.IsCompleted)
                {
                    Refused?.Invoke("anywhere", "there are as many as max.connections allows; it waits until another ends.");
                }

                await room.WaitAsync(ending.Token);
                var accepted = await _socket.AcceptAsync(ending.Token);
                if (Admit(accepted) is { } connection)
                {
                    return connection;
                }
            }
            catch (SocketException) when (!_unbound.IsCancellationRequested)
            {
                // The peer was gone before it was accepted, or the system has no room for it; the next one may stay.
                await Task.Delay(Rest, _loop.Clock, cancellationToken);
            }
            catch (Exception exception) when (_unbound.IsCancellationRequested &&
                exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return null;
            }
        }
    }

    public ValueTask UnbindAsync()
    {
        if (!_unbound.IsCancellationRequested)
        {
            _unbound.Cancel();
            _loopEnded.Dispose();
            _socket.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => UnbindAsync();

    private FrameConnection? Admit(Socket accepted)
    {
        try
        {
            var address = ((IPEndPoint)accepted.RemoteEndPoint!).Address;
            address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
            if (_quota.TryEnter(address))
            {
                return _transport.Adopt(accepted, _loop, Held, () => _quota.Leave(address));
            }

            Refused?.Invoke($"/{address}", "this address has as many connections as max.connections.per.ip and its overrides allow.");
        }
        catch (SocketException)
        {
            // Gone already.
        }

        accepted.Dispose();
        return null;
    }
}
