using MiniKafka.Network;
using MiniKafka.Network.Faults;
using MiniKafka.Network.InMemory;
using MiniKafka.Runtime.Simulation;

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
