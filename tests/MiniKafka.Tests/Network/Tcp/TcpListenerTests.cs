using System.Net;
using System.Net.Sockets;
using MiniKafka.Network;
using MiniKafka.Network.Tcp;
using MiniKafka.Tests.Network.Framing;

namespace MiniKafka.Tests.Network.Tcp;

public sealed class TcpListenerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task An_address_with_all_its_connections_is_turned_away_until_one_ends()
    {
        await using var pair = await TcpPair.StartAsync(new TcpTransportOptions { MaxConnectionsPerIp = 1 });
        var (client, server) = await pair.ConnectAsync();
        var accepting = pair.AcceptAsync();
        using var refused = await pair.ConnectRawAsync();
        Assert.Equal(0, await FrameConnectionTests.ReadToEndAsync(refused));
        Assert.False(accepting.IsCompleted);

        await pair.ServerLoop.InvokeAsync(() => server.DisposeAsync().AsTask());
        await pair.ConnectRawAsync();
        Assert.NotNull(await accepting);
        await pair.ClientLoop.InvokeAsync(() => client.DisposeAsync().AsTask());
    }

    [Fact]
    public async Task An_address_may_have_a_limit_of_its_own()
    {
        await using var pair = await TcpPair.StartAsync(new TcpTransportOptions
        {
            MaxConnectionsPerIp = 1, MaxConnectionsPerIpOverrides = "127.0.0.1:2, 10.0.0.1:7",
        });
        await pair.ConnectAsync();
        await pair.ConnectAsync();
        using var refused = await pair.ConnectRawAsync();
        var accepting = pair.AcceptAsync();
        Assert.Equal(0, await FrameConnectionTests.ReadToEndAsync(refused));
        Assert.False(accepting.IsCompleted);
    }

    [Fact]
    public async Task A_full_listener_waits_with_the_next_connection()
    {
        await using var pair = await TcpPair.StartAsync(new TcpTransportOptions { MaxConnections = 1 });
        var (_, server) = await pair.ConnectAsync();
        var accepting = pair.AcceptAsync();
        using var waiting = await pair.ConnectRawAsync();
        Assert.False(accepting.IsCompleted);
        await pair.ServerLoop.InvokeAsync(() => server.DisposeAsync().AsTask());
        Assert.NotNull(await accepting);
    }

    /// <summary>The fewest that a system lets wait are 128.</summary>
    [Fact]
    public async Task More_than_a_hundred_who_connect_all_at_once_are_let_wait_and_then_in()
    {
        const int Many = 120;
        await using var pair = await TcpPair.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => pair.ConnectRawAsync())).WaitAsync(Patience);
        for (var i = 0; i < Many; i++)
        {
            Assert.NotNull(await pair.AcceptAsync().WaitAsync(Patience));
        }
    }

    [Fact]
    public async Task Unbinding_ends_the_accept_and_frees_the_port()
    {
        await using var pair = await TcpPair.StartAsync();
        var accepting = pair.AcceptAsync();
        var (_, again) = (0, pair.Listener.LocalEndPoint);
        await pair.ServerLoop.InvokeAsync(() => pair.Listener.UnbindAsync().AsTask());
        Assert.Null(await accepting);
        await pair.ServerLoop.InvokeAsync(async () =>
        {
            var second = await pair.Transport.ListenAsync(again, pair.ServerLoop);
            await second.DisposeAsync();
        });
    }

    [Fact]
    public async Task A_port_in_use_is_refused_with_its_address()
    {
        await using var pair = await TcpPair.StartAsync();
        var failure = await Assert.ThrowsAsync<IOException>(() => pair.ServerLoop.InvokeAsync(
            () => pair.Transport.ListenAsync(pair.Listener.LocalEndPoint, pair.ServerLoop).AsTask()));
        Assert.Contains("127.0.0.1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_name_localhost_reaches_a_listener_at_127_0_0_1()
    {
        await using var pair = await TcpPair.StartAsync();
        var accepting = pair.AcceptAsync();
        var port = ((IPEndPoint)pair.Listener.LocalEndPoint).Port;
        await pair.ClientLoop.InvokeAsync(
            () => pair.Transport.ConnectAsync(new NodeEndPoint("localhost", port), pair.ClientLoop).AsTask());
        Assert.NotNull(await accepting);
    }

    [Fact]
    public async Task Connecting_where_nobody_listens_is_refused()
    {
        await using var pair = await TcpPair.StartAsync();
        var address = pair.Listener.LocalEndPoint;
        await pair.ServerLoop.InvokeAsync(() => pair.Listener.UnbindAsync().AsTask());
        await Assert.ThrowsAsync<ConnectionClosedException>(() => pair.ClientLoop.InvokeAsync(
            () => pair.Transport.ConnectAsync(address, pair.ClientLoop).AsTask()));
    }
}
