using MiniKafka.Model;
using MiniKafka.Network;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;

namespace MiniKafka.Tests.Rpc;

/// <summary>Who stands before a dispatcher sees every request and answer, and may hold it back, refuse it or lose it.</summary>
public sealed class RequestPathTests
{
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(5);

    [Fact]
    public void A_request_that_is_held_back_keeps_what_is_behind_it_waiting_and_in_order()
    {
        List<string> seen = [];
        var acknowledged = new TaskCompletionSource();
        RpcWorld world = null!;
        world = new RpcWorld(async (_, context) =>
        {
            seen.Add($"{context.CorrelationId} at {Seconds(world)}");
            await acknowledged.Task;
            return new ProduceResponse();
        })
        {
            Before = inner => new Troubles(inner) { HoldOf = context => context.CorrelationId == 2 ? Hold : TimeSpan.Zero },
        };
        world.Run(async () =>
        {
            var connection = await world.ConnectRawAsync();
            for (var i = 1; i <= 3; i++)
            {
                await connection.SendAsync(new Frame(RpcWorld.Encode(new ProduceRequest { Acks = 1 }, 9, i)));
            }

            await Task.Delay(Hold * 2, world.ClientLoop.Clock);
            Assert.Equal(["1 at 0", "2 at 5", "3 at 5"], seen);
            acknowledged.SetResult();
            for (var i = 1; i <= 3; i++)
            {
                Assert.Equal(i, await RpcWorld.CorrelationIdAsync(connection));
            }
        });
    }

    [Fact]
    public void A_connection_that_is_muted_with_an_answer_is_answered_at_once_and_goes_on_later()
    {
        RpcWorld world = null!;
        world = new RpcWorld((_, context) =>
        {
            context.Connection.Mute(Hold, world.ServerLoop.Clock);
            return new ValueTask<IResponse?>(new HeartbeatResponse());
        });
        world.Run(async () =>
        {
            var connection = await world.ConnectRawAsync();
            await connection.SendAsync(new Frame(RpcWorld.Encode(new HeartbeatRequest(), 4, 1)));
            await connection.SendAsync(new Frame(RpcWorld.Encode(new HeartbeatRequest(), 4, 2)));
            Assert.Equal(1, await RpcWorld.CorrelationIdAsync(connection));
            Assert.Equal(0, Seconds(world));
            Assert.Equal(2, await RpcWorld.CorrelationIdAsync(connection));
            Assert.Equal(Hold.TotalSeconds, Seconds(world));
        });
    }

    [Fact]
    public void Nothing_is_handled_for_a_client_that_left_while_it_was_held_back()
    {
        var handled = 0;
        var world = new RpcWorld((_, _) =>
        {
            handled++;
            return new ValueTask<IResponse?>(new HeartbeatResponse());
        })
        {
            Before = inner => new Troubles(inner) { HoldOf = _ => Hold },
        };
        world.Run(async () =>
        {
            var connection = await world.ConnectRawAsync();
            await connection.SendAsync(new Frame(RpcWorld.Encode(new HeartbeatRequest(), 4, 1)));
            await Task.Delay(TimeSpan.FromSeconds(1), world.ClientLoop.Clock);
            connection.Abort();
            await Task.Delay(Hold * 2, world.ClientLoop.Clock);
            Assert.Equal(0, handled);
        });
    }

    [Fact]
    public void A_request_that_is_refused_is_answered_and_its_connection_lives()
    {
        var world = new RpcWorld((_, _) => new ValueTask<IResponse?>(new HeartbeatResponse()))
        {
            Before = inner => new Troubles(inner) { Refuses = request => request is ListOffsetsRequest ? ErrorCode.TopicAuthorizationFailed : ErrorCode.None },
        };
        world.Run(async () =>
        {
            await using var client = await world.ConnectAsync();
            var answer = await client.CallAsync(new ListOffsetsRequest { Topics = [new() { Name = "t", Partitions = [new() { PartitionIndex = 3 }] }] });
            var partition = Assert.Single(Assert.Single(answer.Topics).Partitions);
            Assert.Equal((3, ErrorCode.TopicAuthorizationFailed), (partition.PartitionIndex, partition.ErrorCode));
            Assert.Equal(ErrorCode.None, (await client.CallAsync(new HeartbeatRequest { GroupId = "g" })).ErrorCode);
        });
    }

    [Fact]
    public void A_refused_request_that_wants_no_answer_costs_its_connection()
    {
        var world = new RpcWorld((_, _) => new ValueTask<IResponse?>(new HeartbeatResponse()))
        {
            Before = inner => new Troubles(inner) { Refuses = _ => ErrorCode.TopicAuthorizationFailed },
        };
        world.Run(async () =>
        {
            var connection = await world.ConnectRawAsync();
            await connection.SendAsync(new Frame(RpcWorld.Encode(new ProduceRequest { Acks = 0 }, 9, 1)));
            Assert.Null(await connection.ReceiveAsync());
        });
    }

    [Fact]
    public void A_request_that_is_lost_is_never_answered_and_the_next_one_is()
    {
        var world = new RpcWorld((_, _) => new ValueTask<IResponse?>(new HeartbeatResponse()))
        {
            Before = inner => new Troubles(inner) { Loses = context => context.CorrelationId == 1 },
        };
        world.Run(async () =>
        {
            var connection = await world.ConnectRawAsync();
            await connection.SendAsync(new Frame(RpcWorld.Encode(new HeartbeatRequest(), 4, 1)));
            await connection.SendAsync(new Frame(RpcWorld.Encode(new HeartbeatRequest(), 4, 2)));
            Assert.Equal(2, await RpcWorld.CorrelationIdAsync(connection));
        });
    }

    [Fact]
    public void Every_request_and_its_answer_can_be_seen()
    {
        List<string> seen = [];
        var world = new RpcWorld((_, _) => new ValueTask<IResponse?>(new HeartbeatResponse { ErrorCode = ErrorCode.RebalanceInProgress }))
        {
            Before = inner => new Troubles(inner) { Seen = (request, answer) => seen.Add($"{request.ApiKey}: {(answer as HeartbeatResponse)?.ErrorCode}") },
        };
        world.Run(async () =>
        {
            await using var client = await world.ConnectAsync();
            await client.CallAsync(new HeartbeatRequest { GroupId = "g" });
        });
        Assert.Contains("Heartbeat: RebalanceInProgress", seen);
    }

    private static double Seconds(RpcWorld world) => Math.Round(world.Host.Clock.GetElapsedTime(0).TotalSeconds);

    private sealed class Troubles(IRequestDispatcher inner) : IRequestDispatcher
    {
        public Func<RequestContext, TimeSpan> HoldOf { get; init; } = static _ => TimeSpan.Zero;

        public Func<IRequest, ErrorCode> Refuses { get; init; } = static _ => ErrorCode.None;

        public Predicate<RequestContext> Loses { get; init; } = static _ => false;

        public Action<IRequest, IResponse?> Seen { get; init; } = static (_, _) => { };

        public ApiVersionRange? VersionsOf(ApiKey key, string listenerName) => inner.VersionsOf(key, listenerName);

        public TimeSpan HoldBefore(IRequest request, RequestContext context) => HoldOf(context);

        public async ValueTask<IResponse?> DispatchAsync(IRequest request, RequestContext context)
        {
            if (Loses(context))
            {
                return null;
            }

            if (Refuses(request) is var code and not ErrorCode.None)
            {
                return context.Refuse(request, code);
            }

            var answer = await inner.DispatchAsync(request, context);
            Seen(request, answer);
            return answer;
        }
    }
}
