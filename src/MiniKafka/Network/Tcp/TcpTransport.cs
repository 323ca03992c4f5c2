using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using MiniKafka.Network.Framing;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Threads;

namespace MiniKafka.Network.Tcp;

/// <summary>Connections over TCP. The lanes on which received bytes are handled are shared by all its connections.</summary>
internal sealed class TcpTransport : ITransport
{
    private readonly PoolLane[] _lanes;
    private int _nextLane;

    public TcpTransport(TcpTransportOptions? options = null)
    {
        Options = options ?? new TcpTransportOptions();
        _lanes = new PoolLane[Math.Max(1, Options.NetworkThreads)];
        for (var i = 0; i < _lanes.Length; i++)
        {
            _lanes[i] = new PoolLane();
        }
    }

    public TcpTransportOptions Options { get; }

    public async ValueTask<IConnection> ConnectAsync(EndPoint remote, EventLoop loop, CancellationToken cancellationToken = default)
    {
        Exception? failure = null;
        foreach (var address in await ResolveAsync(NodeEndPoint.From(remote), cancellationToken))
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(address, cancellationToken);
                var connection = Adopt(socket, loop, acceptedWith: null, ended: null);
                await connection.Opened.WaitAsync(cancellationToken);
                return connection;
            }
            catch (Exception exception) when (exception is SocketException or IOException or AuthenticationException)
            {
                socket.Dispose();
                failure = exception;
            }
            catch
            {
                socket.Dispose();
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
            : (await ResolveAsync(wanted, cancellationToken)).FirstOrDefault()
                ?? throw new IOException($"The name {wanted.Host} has no address to listen at.");
        var overrides = await QuotaOverridesAsync(cancellationToken);
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
    internal FrameConnection Adopt(Socket socket, EventLoop loop, HeldFrames? acceptedWith, Action? ended)
    {
        socket.NoDelay = true;
        if (Options.ReceiveBufferBytes > 0)
        {
            socket.ReceiveBufferSize = Options.ReceiveBufferBytes;
        }

        if (Options.SendBufferBytes > 0)
        {
            socket.SendBufferSize = Options.SendBufferBytes;
        }

        var lane = _lanes[(uint)Interlocked.Increment(ref _nextLane) % (uint)_lanes.Length];
        IByteChannel channel = Options.Layer is { } layer
            ? new PipeChannel(layer(new NetworkStream(socket), acceptedWith is not null), socket.LocalEndPoint!, socket.RemoteEndPoint!, socket)
            : new SocketChannel(socket);
        var connection = new FrameConnection(channel, loop, lane, Options, acceptedWith, ended);
        connection.Start();
        return connection;
    }

    private async Task<IReadOnlyDictionary<IPAddress, int>> QuotaOverridesAsync(CancellationToken cancellationToken)
    {
        var overrides = new Dictionary<IPAddress, int>();
        foreach (var entry in Options.MaxConnectionsPerIpOverrides.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = entry.LastIndexOf(':');
            var count = int.Parse(entry.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture);
            foreach (var address in await ResolveAsync(new NodeEndPoint(entry[..colon], 0), cancellationToken))
            {
                overrides[address.Address] = count;
            }
        }

        return overrides;
    }

    /// <summary>IPv4 first: brokers on this machine mostly listen at 127.0.0.1, also when they are named localhost.</summary>
    private static async Task<IPEndPoint[]> ResolveAsync(NodeEndPoint node, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(node.Host, out var literal))
        {
            return [new IPEndPoint(literal, node.Port)];
        }

        try
        {
            var addresses = await Dns.GetHostAddressesAsync(node.Host, cancellationToken);
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
}
