using System.Net;
using System.Net.Sockets;
using MiniKafka.Network;
using MiniKafka.Network.Tcp;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Threads;

namespace MiniKafka.Tests.Network.Tcp;

/// <summary>A listener on a free loopback port with its own host, and ways to connect to it.</summary>
internal sealed class TcpPair : IAsyncDisposable
{
    private readonly List<Socket> _sockets = [];

    private TcpPair(TcpTransportOptions options)
    {
        Transport = new TcpTransport(options);
        ServerLoop = Host.CreateLoop("server");
        ClientLoop = Host.CreateLoop("client");
    }

    public ThreadLoopHost Host { get; } = new();

    public TcpTransport Transport { get; }

    public EventLoop ServerLoop { get; }

    public EventLoop ClientLoop { get; }

    public IConnectionListener Listener { get; private set; } = null!;

    public static async Task<TcpPair> StartAsync(TcpTransportOptions? options = null)
    {
        var pair = new TcpPair(options ?? new TcpTransportOptions());
        pair.Listener = await pair.ServerLoop.InvokeAsync(
            () => pair.Transport.ListenAsync(new IPEndPoint(IPAddress.Loopback, 0), pair.ServerLoop).AsTask());
        return pair;
    }

    public Task<IConnection?> AcceptAsync() => ServerLoop.InvokeAsync(() => Listener.AcceptAsync().AsTask());

    public async Task<(IConnection Client, IConnection Server)> ConnectAsync()
    {
        var accepting = AcceptAsync();
        var client = await ClientLoop.InvokeAsync(() => Transport.ConnectAsync(Listener.LocalEndPoint, ClientLoop).AsTask());
        return (client, (await accepting)!);
    }

    public async Task<Socket> ConnectRawAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _sockets.Add(socket);
        await socket.ConnectAsync(Listener.LocalEndPoint);
        return socket;
    }

    public Task<Frame?> ReceiveOnServerAsync(IConnection server) => ServerLoop.InvokeAsync(() => server.ReceiveAsync().AsTask());

    public async ValueTask DisposeAsync()
    {
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }

        if (!ServerLoop.IsStopped)
        {
            await ServerLoop.InvokeAsync(() => Listener.DisposeAsync().AsTask());
        }

        await Host.DisposeAsync();
    }
}
