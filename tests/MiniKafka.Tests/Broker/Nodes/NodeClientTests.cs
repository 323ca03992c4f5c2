using MiniKafka.Broker.Nodes;
using MiniKafka.Network;
using MiniKafka.Protocol.Messages;
using MiniKafka.Tests.Rpc;

namespace MiniKafka.Tests.Broker.Nodes;

public sealed class NodeClientTests
{
    private const int Known = 1;
    private const int Unknown = 2;
    private readonly TaskCompletionSource _answers = new();
    private readonly RpcWorld _world;

    public NodeClientTests() => _world = new RpcWorld(async (_, _) =>
    {
        await _answers.Task;
        return new HeartbeatResponse();
    });

    [Fact]
    public void Each_lane_has_a_connection_which_is_made_again_when_it_is_over() => Run(async nodes =>
    {
        var first = await nodes.ConnectAsync(Known, NodeLane.Replication);
        Assert.Same(first, await nodes.ConnectAsync(Known, NodeLane.Replication));
        Assert.NotSame(first, await nodes.ConnectAsync(Known, NodeLane.Forwarding));
        await first.DisposeAsync();
        Assert.NotSame(first, await nodes.ConnectAsync(Known, NodeLane.Replication));
    });

    [Fact]
    public void What_waits_on_a_lane_that_is_interrupted_fails_and_nothing_else() => Run(async nodes =>
    {
        var interrupted = await nodes.ConnectAsync(Known, NodeLane.Replication);
        var other = await nodes.ConnectAsync(Known, NodeLane.Forwarding);
        var failing = interrupted.CallAsync(new HeartbeatRequest());
        var waiting = other.CallAsync(new HeartbeatRequest());
        nodes.Interrupt(Known, NodeLane.Replication);
        await Assert.ThrowsAsync<ConnectionClosedException>(() => failing);
        Assert.True((await nodes.ConnectAsync(Known, NodeLane.Replication)).IsOpen);
        _answers.SetResult();
        await waiting;
    });

    [Fact]
    public void Closing_some_lanes_leaves_the_others() => Run(async nodes =>
    {
        var closed = await nodes.ConnectAsync(Known, NodeLane.Brokers);
        var open = await nodes.ConnectAsync(Known, NodeLane.Elections);
        await nodes.CloseAsync((_, lane) => lane == NodeLane.Brokers);
        Assert.False(closed.IsOpen);
        Assert.True(open.IsOpen);
    });

    [Fact]
    public void A_node_whose_address_nobody_knows_is_refused_at_once() => Run(async nodes =>
    {
        Assert.NotNull(NodeClient.RefusalOf(nodes.ConnectAsync(Unknown, NodeLane.Replication)));
        Assert.False(await nodes.IsReachableAsync(Unknown));
        Assert.True(await nodes.IsReachableAsync(Known));
    });

    private void Run(Func<NodeClient, Task> test) => _world.Run(async () =>
    {
        await using var nodes = new NodeClient(_world.Transport, node => node == Known ? _world.Address : null, _world.ClientLoop, _world.Options);
        await test(nodes);
    });
}
