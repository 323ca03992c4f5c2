using MiniKafka.Broker.Controllers;
using MiniKafka.Broker.Nodes;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum;
using MiniKafka.Rpc;
using MiniKafka.Tests.Rpc;

namespace MiniKafka.Tests.Broker.Controllers;

/// <summary>Node 1 asks for a decision; node 2 serves what the test says, and nobody listens for node 3.</summary>
public sealed class ControllerClientTests
{
    private readonly List<BrokerHeartbeatRequest> _askedOfNode2 = [];
    private readonly List<TimeSpan> _lookups = [];
    private Func<ValueTask> _active = static () => ValueTask.CompletedTask;
    private int? _leader;
    private int _askedHere;

    [Fact]
    public void A_node_that_decides_itself_is_asked_without_a_detour() => Run(async (client, _) =>
    {
        _leader = 1;
        Assert.Equal(1, (await AskAsync(client)).ThrottleTimeMs);
        Assert.Equal((1, 0), (_askedHere, _askedOfNode2.Count));
    });

    [Fact]
    public void Another_node_that_decides_is_asked_over_a_connection_that_stays() => Run(async (client, _) =>
    {
        _leader = 2;
        Assert.Equal(2, (await AskAsync(client)).ThrottleTimeMs);
        Assert.Equal(2, (await AskAsync(client)).ThrottleTimeMs);
        Assert.Equal((0, 2), (_askedHere, _askedOfNode2.Count));
    });

    [Fact]
    public void While_nobody_decides_it_waits_and_asks_in_the_moment_in_which_somebody_does() => Run(async (client, world) =>
    {
        var asking = AskAsync(client);
        await Task.Delay(TimeSpan.FromMilliseconds(110), world.Host.Clock);
        Assert.False(asking.IsCompleted);
        _leader = 1;
        client.OnLeaderChanged(new LeaderAndEpoch(1, 1));
        var changed = world.Host.Elapsed;
        await asking;
        Assert.Equal(changed, world.Host.Elapsed);
    });

    [Fact]
    public void One_that_was_just_elected_and_stops_deciding_is_not_the_last_to_be_asked() => Run(async (client, _) =>
    {
        _leader = 1;
        _active = () =>
        {
            _leader = 2;
            throw new KafkaException(ErrorCode.NotController, "no more");
        };
        Assert.Equal(2, (await AskAsync(client)).ThrottleTimeMs);
        Assert.Equal(0, _askedHere);
    });

    [Fact]
    public void A_controller_that_closes_the_connection_is_asked_again()
    {
        var refusals = 3;
        Run(
            async (client, _) =>
            {
                _leader = 2;
                Assert.Equal(2, (await AskAsync(client)).ThrottleTimeMs);
                Assert.Equal((0, 4), (refusals, _askedOfNode2.Count));
            },
            () => refusals-- > 0 ? throw new RequestRefusedException("not active yet") { IsMistake = false } : refusals = 0);
    }

    [Fact]
    public void One_that_cannot_be_reached_is_tried_less_and_less_often_until_the_time_is_up() => Run(async (client, _) =>
    {
        _leader = 3;
        var refusal = await Assert.ThrowsAsync<KafkaException>(() => AskAsync(client));
        Assert.Equal(ErrorCode.RequestTimedOut, refusal.Code);
        var pauses = _lookups.Zip(_lookups.Skip(1), (earlier, later) => later - earlier).ToList();
        Assert.All(pauses.Zip(pauses.Skip(1)), pair => Assert.True(pair.Second > pair.First * 0.6, $"{pair.First}, then {pair.Second}"));
        Assert.True(pauses[^1] >= 16 * pauses[0], $"{pauses[0]} to {pauses[^1]}");
    });

    [Fact]
    public void What_a_controller_has_against_a_request_is_the_askers_to_know_unless_another_may_do_better() => Run(async (client, _) =>
    {
        _leader = 1;
        var errors = new Queue<ErrorCode>([ErrorCode.NotController, ErrorCode.KafkaStorageError, ErrorCode.InvalidRequest]);
        var refusal = await Assert.ThrowsAsync<KafkaException>(() => client.CallAsync<BrokerHeartbeatResponse>(
            new BrokerHeartbeatRequest(), () => throw new KafkaException(errors.Dequeue(), "no"), NodeLane.Brokers));
        Assert.Equal(ErrorCode.InvalidRequest, refusal.Code);
        Assert.Empty(errors);
    });

    [Fact]
    public void A_node_that_stops_tells_whoever_waits_or_asks_that_nobody_decided() => Run(
        async (client, world) =>
        {
            _leader = 2;
            var asking = AskAsync(client);
            await Task.Delay(TimeSpan.FromSeconds(1), world.Host.Clock);
            await client.AbandonAsync();
            var stopped = world.Host.Elapsed;
            Assert.Equal(ErrorCode.RequestTimedOut, (await Assert.ThrowsAsync<KafkaException>(() => asking)).Code);
            Assert.Equal(ErrorCode.RequestTimedOut, (await Assert.ThrowsAsync<KafkaException>(() => AskAsync(client))).Code);
            Assert.Equal(stopped, world.Host.Elapsed);
            Assert.Single(_askedOfNode2);
        },
        () => Task.Delay(Timeout.InfiniteTimeSpan));

    [Fact]
    public void Whoever_gives_up_is_not_asked_for_any_longer() => Run(async (client, world) =>
    {
        using var gone = new CancellationTokenSource();
        var asking = AskAsync(client, gone.Token);
        await Task.Delay(TimeSpan.FromMilliseconds(50), world.Host.Clock);
        gone.Cancel();
        var lookups = _lookups.Count;
        await Assert.ThrowsAsync<KafkaException>(() => asking);
        Assert.Equal(lookups, _lookups.Count);
    });

    private Task<BrokerHeartbeatResponse> AskAsync(ControllerClient client, CancellationToken askerGone = default) => client.CallAsync(
        new BrokerHeartbeatRequest(),
        () =>
        {
            _askedHere++;
            return Task.FromResult(new BrokerHeartbeatResponse { ThrottleTimeMs = 1 });
        },
        NodeLane.Brokers,
        askerGone: askerGone);

    private void Run(Func<ControllerClient, RpcWorld, Task> test, Func<object?>? node2 = null)
    {
        var world = new RpcWorld(async (request, _) =>
        {
            _askedOfNode2.Add((BrokerHeartbeatRequest)request);
            await (node2?.Invoke() as Task ?? Task.CompletedTask);
            return new BrokerHeartbeatResponse { ThrottleTimeMs = 2 };
        })
        { Address = ControllerAddress.Of(2) };
        world.Run(async () =>
        {
            var network = new NodeClient(world.Transport, ControllerAddress.Of, world.ClientLoop, world.Options);
            await test(new ControllerClient(1, Leader, () => _active(), network, world.ClientLoop), world);
            await network.DisposeAsync();

            int? Leader()
            {
                _lookups.Add(world.Host.Elapsed);
                return _leader;
            }
        });
    }
}
