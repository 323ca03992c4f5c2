using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using MiniKafka.Network.Framing;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Polling;

namespace MiniKafka.Network.Tcp;

/// <summary>Connections over TCP. Whatever waits for a socket waits on the threads of its loop's host.</summary>
internal sealed class TcpTransport(TcpTransportOptions? options = null) : ITransport
{
    public TcpTransportOptions Options { get; } = options ?? new TcpTransportOptions();

    public async ValueTask<IConnection> ConnectAsync(EndPoint remote, EventLoop loop, CancellationToken cancellationToken = default)
    {
        Exception? failure = null;
        foreach (var address in await ResolveAsync(NodeEndPoint.From(remote), loop.Host, cancellationToken))
        {
            SocketWatch? socket = null;
            try
            {
                socket = await ConnectingSocket.ConnectAsync(address, loop, cancellationToken);
                var connection = Adopt(socket, loop, acceptedWith: null, ended: null);
                await connection.Opened.WaitAsync(cancellationToken);
                return connection;
            }
            catch (Exception exception) when (exception is SocketException or IOException or AuthenticationException)
            {
                socket?.Dispose();
                failure = exception;
            }
            catch
            {
                socket?.Dispose();
                throw;
            }
        }

        throw new ConnectionClosedException($"No connection to {remote}: {failure?.Message ?? "the name has no address"}.", failure);
    }

    public async ValueTask<IConnectionListener> ListenAsync(EndPoint local, EventLoop loop, CancellationToken cancellationToken = default)
    {
        var wanted = NodeEndPoint.From(local);
        var address = wanted.Host.Length == 0
            ? new IPEndPoint(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, wanted.Port)
            : (await ResolveAsync(wanted, loop.Host, cancellationToken)).FirstOrDefault()
                ?? throw new IOException($"The name {wanted.Host} has no address to listen at.");
        var overrides = await QuotaOverridesAsync(loop.Host, cancellationToken);
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.Address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.Bind(address);
            socket.Listen(Options.ListenBacklog);
            return new TcpListener(socket, loop, this, overrides);
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw new IOException($"Cannot listen at {wanted}: {exception.Message}", exception);
        }
    }

    /// <summary>Makes a connected socket a connection of the loop and begins to receive from it.</summary>
    internal FrameConnection Adopt(SocketWatch watch, EventLoop loop, HeldFrames? acceptedWith, Action? ended)
    {
        var socket = watch.Socket;
        socket.Blocking = false;
        socket.NoDelay = true;
        if (Options.ReceiveBufferBytes > 0)
        {
            socket.ReceiveBufferSize = Options.ReceiveBufferBytes;
        }

        if (Options.SendBufferBytes > 0)
        {
            socket.SendBufferSize = Options.SendBufferBytes;
        }

        IByteChannel channel = Options.Layer is { } layer
            ? new PipeChannel(layer(new SocketStream(watch), acceptedWith is not null), socket.LocalEndPoint!, socket.RemoteEndPoint!, watch)
            : new SocketChannel(watch);
        var connection = new FrameConnection(channel, loop, Options, acceptedWith, ended);
        connection.Start();
        return connection;
    }

    private async Task<IReadOnlyDictionary<IPAddress, int>> QuotaOverridesAsync(LoopHost host, CancellationToken cancellationToken)
    {
        var overrides = new Dictionary<IPAddress, int>();
        foreach (var entry in Options.MaxConnectionsPerIpOverrides.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = entry.LastIndexOf(':');
            var count = int.Parse(entry.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture);
            foreach (var address in await ResolveAsync(new NodeEndPoint(entry[..colon], 0), host, cancellationToken))
            {
                overrides[address.Address] = count;
            }
        }

        return overrides;
    }

    /// <summary>IPv4 first: brokers on this machine mostly listen at 127.0.0.1, also when they are named localhost.</summary>
    private static async Task<IPEndPoint[]> ResolveAsync(NodeEndPoint node, LoopHost host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(node.Host, out var literal))
        {
            return [new IPEndPoint(literal, node.Port)];
        }

        try
        {
            var addresses = await LookUpAsync(node.Host, host).WaitAsync(cancellationToken);
            return
            [
                .. addresses
                    .OrderBy(address => address.AddressFamily == AddressFamily.InterNetwork ? 0 : 1)
                    .Select(address => new IPEndPoint(address, node.Port)),
            ];
        }
        catch (SocketException exception)
        {
            throw new ConnectionClosedException($"The name {node.Host} is unknown: {exception.Message}", exception);
        }
    }

    /// <summary>The system may take long, and the runtime would have it wait on the pool. Its task goes on where the loop does, not on the pool.</summary>
    private static async Task<IPAddress[]> LookUpAsync(string name, LoopHost host) =>
        await host.RunOnWorkerAsync(WorkerKind.Background, () => Dns.GetHostAddresses(name));
}
