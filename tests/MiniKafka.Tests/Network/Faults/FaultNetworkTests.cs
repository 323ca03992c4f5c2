using System.Net;
using MiniKafka.Network;
using MiniKafka.Network.Faults;
using MiniKafka.Network.InMemory;
using MiniKafka.Network.Tcp;
using MiniKafka.Runtime.Threads;
using MiniKafka.Runtime.Simulation;
using MiniKafka.Tests.Network.Framing;

namespace MiniKafka.Tests.Network.Faults;

public sealed class FaultNetworkTests
{
    private readonly SimulatedLoopHost _host = new(21);
    private readonly FaultNetwork _network;

    public FaultNetworkTests() => _network = new FaultNetwork(new InMemoryTransport(), _host);

    [Fact]
    public void Delayed_frames_arrive_late_and_in_order() => Connected(async (client, server) =>
    {
        _network.Link("client", "b1").SetDelay(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1));
        var start = _host.Elapsed;
        for (var i = 1; i <= 20; i++)
        {
            await client.SendAsync(new Frame(new byte[i]));
        }

        for (var i = 1; i <= 20; i++)
        {
            using var frame = await server.ReceiveAsync();
            Assert.Equal(i, frame!.Length);
            Assert.InRange(_host.Elapsed - start, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3));
        }
    });

    [Fact]
    public void A_one_way_cut_holds_back_one_direction_until_it_heals() => Connected(async (client, server) =>
    {
        _network.Link("client", "b1").Cut();
        await client.SendAsync(new Frame(new byte[3]));
        await server.SendAsync(new Frame(new byte[5]));
        Assert.Equal(5, (await client.ReceiveAsync())!.Length);
        var arriving = server.ReceiveAsync().AsTask();
        await Task.Delay(TimeSpan.FromMinutes(1), _host.Clock);
        Assert.False(arriving.IsCompleted);
        _network.Link("client", "b1").Heal();
        Assert.Equal(3, (await arriving)!.Length);
    });

    [Fact]
    public void A_connection_breaks_after_so_many_frames() => Connected(async (client, server) =>
    {
        _network.Link("client", "b1").BreakAfterFrames(2);
        for (var i = 0; i < 3; i++)
        {
            await client.SendAsync(new Frame(new byte[i]));
        }

        Assert.Equal(0, (await server.ReceiveAsync())!.Length);
        Assert.Equal(1, (await server.ReceiveAsync())!.Length);
        await Assert.ThrowsAsync<ConnectionClosedException>(() => server.ReceiveAsync().AsTask());
        await Assert.ThrowsAsync<ConnectionClosedException>(() => client.ReceiveAsync().AsTask());
    });

    [Fact]
    public void A_frame_that_is_not_whole_when_its_connection_breaks_never_arrives() => Connected(async (client, server) =>
    {
        _network.Link("client", "b1").BreakAfterBytes(4 + 10 + 4 + 9);
        await client.SendAsync(new Frame(new byte[10]));
        await client.SendAsync(new Frame(new byte[10]));
        Assert.Equal(10, (await server.ReceiveAsync())!.Length);
        await Assert.ThrowsAsync<ConnectionClosedException>(() => server.ReceiveAsync().AsTask());
    });

    [Fact]
    public void Closing_lets_what_was_sent_arrive_first() => Connected(async (client, server) =>
    {
        _network.Link("client", "b1").SetDelay(TimeSpan.FromSeconds(5));
        await client.SendAsync(new Frame(new byte[7]));
        await client.DisposeAsync();
        Assert.Equal(7, (await server.ReceiveAsync())!.Length);
        Assert.Null(await server.ReceiveAsync());
    });

    [Fact]
    public void A_cut_link_makes_connecting_wait() => _host.Run(async () =>
    {
        var loop = _host.CreateLoop("client");
        await _network.TransportOf("b1").ListenAsync(new NodeEndPoint("b1", 1), loop);
        _network.Cut("client", "b1");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30), _host.Clock);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loop.InvokeAsync(
            () => _network.TransportOf("client").ConnectAsync(new NodeEndPoint("b1", 1), loop, patience.Token).AsTask()));
        Assert.Equal(30, _host.Elapsed.TotalSeconds);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_end_of_a_connection_is_not_seen_behind_a_cut(bool breaks) => Connected(async (client, server) =>
    {
        await client.SendAsync(new Frame(new byte[3]));
        _network.Cut("client", "b1");
        var arriving = server.ReceiveAsync().AsTask();
        await EndAsync(client, breaks);
        await Task.Delay(TimeSpan.FromMinutes(1), _host.Clock);
        Assert.False(server.Closed.IsCancellationRequested || arriving.IsCompleted);
        await server.SendAsync(new Frame(new byte[5]));
        _network.Heal("client", "b1");
        Assert.Equal(3, (await arriving)!.Length);
        await (breaks ? Assert.ThrowsAsync<ConnectionClosedException>(() => server.ReceiveAsync().AsTask()) : IsEndAsync(server));
        Assert.True(server.Closed.IsCancellationRequested);

        static async Task IsEndAsync(IConnection connection) => Assert.Null(await connection.ReceiveAsync());

        static async Task EndAsync(IConnection connection, bool breaks)
        {
            if (breaks)
            {
                connection.Abort();
            }

            await connection.DisposeAsync();
        }
    });

    [Fact]
    public void The_end_of_a_node_is_not_seen_behind_a_cut() => _host.Run(async () =>
    {
        var (here, there) = (_host.CreateLoop("client"), _host.CreateLoop("server"));
        var listener = await there.InvokeAsync(() => _network.TransportOf("b1").ListenAsync(new NodeEndPoint("b1", 1), there).AsTask());
        var accepting = there.InvokeAsync(() => listener.AcceptAsync().AsTask());
        var client = await here.InvokeAsync(() => _network.TransportOf("client").ConnectAsync(listener.LocalEndPoint, here).AsTask());
        await accepting;
        _network.Cut("client", "b1");
        there.Stop();
        await here.InvokeAsync(() => client.SendAsync(new Frame(new byte[3])).AsTask());
        await Task.Delay(TimeSpan.FromMinutes(1), _host.Clock);
        Assert.False(client.Closed.IsCancellationRequested);
        _network.HealAll();
        await Task.Delay(TimeSpan.FromMilliseconds(1), _host.Clock);
        Assert.True(client.Closed.IsCancellationRequested);
        await Assert.ThrowsAsync<ConnectionClosedException>(() => here.InvokeAsync(() => client.SendAsync(new Frame(new byte[3])).AsTask()));
    });

    [Fact]
    public void An_end_gives_up_its_own_connection_at_once_whatever_is_cut() => Connected(async (client, server) =>
    {
        _network.Cut("client", "b1");
        server.Abort();
        var receiving = client.ReceiveAsync().AsTask();
        client.Abort();
        await Assert.ThrowsAsync<ConnectionClosedException>(() => receiving);
        Assert.True(client.Closed.IsCancellationRequested);
    });

    [Fact]
    public void A_cut_of_a_group_counts_for_its_members() => _host.Run(async () =>
    {
        var network = new FaultNetwork(new InMemoryTransport(), _host, name => name[0] == 'c' ? "group" : null);
        network.Link("c1", "b1").SetDelay(TimeSpan.FromSeconds(1));
        network.Link("group", "b1").Cut();
        var healed = network.Link("c1", "b1").WhenHealed();
        Assert.NotNull(healed);
        Assert.Null(network.Link("b1", "c1").WhenHealed());
        network.Link("group", "b1").Heal();
        await healed;
        network.Link("group", "b1").SetDelay(TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.FromSeconds(3), network.Link("c1", "b1").NextDelay());
        network.HealAll();
        Assert.True(network.Link("c1", "b1").IsClear);
    });

    [Fact]
    public void A_member_of_a_group_takes_its_links_with_it_unless_something_is_wrong_with_them() => _host.Run(async () =>
    {
        var network = new FaultNetwork(new InMemoryTransport(), _host, name => name[0] == 'c' ? "group" : null);
        var loop = _host.CreateLoop("both");
        await loop.InvokeAsync(async () =>
        {
            await using var listener = await network.TransportOf("b1").ListenAsync(new NodeEndPoint("b1", 1), loop);
            foreach (var name in new[] { "c1", "c2", "c2", "b2" })
            {
                await using var connection = await network.TransportOf(name).ConnectAsync(listener.LocalEndPoint, loop);
                Assert.Contains($"{name}>b1", network.KnownLinks);
            }

            await Assert.ThrowsAsync<ConnectionClosedException>(() => network.TransportOf("c4").ConnectAsync(new NodeEndPoint("nobody", 1), loop).AsTask());
            Assert.Equal(["b1>b2", "b1>group", "b2>b1", "group>b1", "group>nobody:1", "nobody:1>group"], network.KnownLinks);
            network.Link("c3", "b1").SetDelay(TimeSpan.FromSeconds(1));
            await using (await network.TransportOf("c3").ConnectAsync(listener.LocalEndPoint, loop))
            {
            }

            Assert.Contains("c3>b1", network.KnownLinks);
            Assert.DoesNotContain("b1>c3", network.KnownLinks);
        });
    });

    [Theory]
    [InlineData("none")]
    [InlineData("tls")]
    public async Task Strangers_over_tcp_are_put_on_their_links_by_their_first_frame(string layer)
    {
        await using var host = new ThreadLoopHost();
        var loop = host.CreateLoop("both");
        var network = new FaultNetwork(new InMemoryTransport(), host, name => name[0] == 'c' ? "strangers" : null);
        var tcp = new TcpTransport(new TcpTransportOptions { Layer = Layers.Named(layer) });
        var door = network.OpenTo("b1", tcp, "strangers", frame => $"c{frame.Length}");
        await loop.InvokeAsync(async () =>
        {
            await using var listener = await door.ListenAsync(new IPEndPoint(IPAddress.Loopback, 0), loop);
            await using var first = await ConnectAsync(length: 1);
            await using var second = await ConnectAsync(length: 2);
            network.Link("c1", "b1").Cut();
            network.Link("b1", "c2").Cut();
            var fromFirst = first.Server.ReceiveAsync().AsTask();
            await first.Client.SendAsync(new Frame(new byte[10]));
            await second.Client.SendAsync(new Frame(new byte[20]));
            Assert.Equal(20, (await second.Server.ReceiveAsync())!.Length);
            await first.Server.SendAsync(new Frame(new byte[11]));
            Assert.Equal(11, (await first.Client.ReceiveAsync())!.Length);
            var toSecond = second.Client.ReceiveAsync().AsTask();
            await second.Server.SendAsync(new Frame(new byte[21]));
            await second.Server.SendAsync(new Frame(new byte[22]));
            Assert.False(fromFirst.IsCompleted || toSecond.IsCompleted);
            network.Link("c1", "b1").Heal();
            Assert.Equal(10, (await fromFirst)!.Length);
            network.Link("b1", "c2").SetDelay(TimeSpan.FromMilliseconds(1));
            network.Link("b1", "c2").Heal();
            Assert.Equal(21, (await toSecond)!.Length);
            Assert.Equal(22, (await second.Client.ReceiveAsync())!.Length);
            for (var length = 23; length < 40; length++)
            {
                await second.Server.SendAsync(new Frame(new byte[length]));
            }

            for (var length = 23; length < 40; length++)
            {
                Assert.Equal(length, (await second.Client.ReceiveAsync())!.Length);
            }

            Assert.Equal(["b1>c1", "b1>c2", "b1>strangers", "c1>b1", "c2>b1", "strangers>b1"], network.KnownLinks);
            network.HealAll();
            await first.DisposeAsync();
            await second.DisposeAsync();
            Assert.Equal(["b1>strangers", "strangers>b1"], network.KnownLinks);

            async Task<Pair> ConnectAsync(int length)
            {
                var accepting = listener.AcceptAsync().AsTask();
                var client = await tcp.ConnectAsync(listener.LocalEndPoint, loop);
                var server = (await accepting)!;
                await client.SendAsync(new Frame(new byte[length]));
                Assert.Equal(length, (await server.ReceiveAsync())!.Length);
                return new Pair(client, server);
            }
        });
    }

    private sealed record Pair(IConnection Client, IConnection Server) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Client.DisposeAsync();
            await Server.DisposeAsync();
        }
    }

    /// <summary>Both ends belong to one loop here, so that a test can use them side by side.</summary>
    private void Connected(Func<IConnection, IConnection, Task> test) => _host.Run(async () =>
    {
        var loop = _host.CreateLoop("both");
        await loop.InvokeAsync(async () =>
        {
            var listener = await _network.TransportOf("b1").ListenAsync(new NodeEndPoint("b1", 1), loop);
            var client = await _network.TransportOf("client").ConnectAsync(listener.LocalEndPoint, loop);
            var server = await listener.AcceptAsync();
            await test(client, server!);
        });
    });
}
