using MiniKafka.Network;
using MiniKafka.Network.Framing;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;

namespace MiniKafka.Tests.Rpc;

/// <summary>However much a connection sends at once, others come between: what one item of the loop handles is bounded.</summary>
public sealed class RequestTurnTests
{
    private const int Flood = 1000;

    private int _handled;
    private int _mostInATurn;

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public void A_turn_of_the_loop_handles_no_more_requests_than_a_turn_of_a_connection_allows(int connections)
    {
        var world = World(static () => new HeartbeatResponse());
        world.Run(async () =>
        {
            await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => FloodAsync(world, new HeartbeatRequest { GroupId = "g" })));
        });
        Assert.Equal(connections * Flood, _handled);
        Assert.Equal(RequestTurn.Requests, _mostInATurn);
    }

    [Fact]
    public void Requests_that_are_large_make_the_turn_shorter()
    {
        var world = World(static () => new SyncGroupResponse());
        world.Run(() => FloodAsync(world, new SyncGroupRequest { Assignments = [new() { MemberId = "m", Assignment = new byte[RequestTurn.Bytes / 3] }] }));
        Assert.Equal(Flood, _handled);
        Assert.Equal(3, _mostInATurn);
    }

    [Fact]
    public void Answers_that_are_large_make_the_turn_shorter()
    {
        var world = World(static () => new SyncGroupResponse { Assignment = new byte[RequestTurn.Bytes / 4] });
        world.Run(() => FloodAsync(world, new SyncGroupRequest()));
        Assert.Equal(Flood, _handled);
        Assert.Equal(4, _mostInATurn);
    }

    [Fact]
    public void Who_asks_for_little_waits_for_few_turns_of_those_who_ask_for_much()
    {
        const int Connections = 50;
        var (asked, waited) = (0, new List<int>());
        RpcWorld world = null!;
        world = World(request =>
        {
            if (request is HeartbeatRequest { GroupId: "little" })
            {
                waited.Add(_handled - asked);
            }

            return new HeartbeatResponse();
        });
        world.Run(async () =>
        {
            var floods = Enumerable.Range(0, Connections).Select(_ => FloodAsync(world, new HeartbeatRequest { GroupId = "much" })).ToList();
            while (_handled < Connections * RequestTurn.Requests)
            {
                await Task.Yield();
            }

            var loop = world.Host.CreateLoop("little");
            await loop.InvokeAsync(async () =>
            {
                var little = await RpcClient.ConnectAsync(world.Transport, world.Address, loop, world.Options);
                while (_handled < Connections * Flood)
                {
                    asked = _handled;
                    await little.CallAsync(new HeartbeatRequest { GroupId = "little" });
                }
            });
            await Task.WhenAll(floods);
        });
        Assert.True(waited.Count > 100, $"asked {waited.Count} times");
        waited.Sort();
        Assert.InRange(waited[waited.Count * 9 / 10], 0, 4 * RequestTurn.Requests);
    }

    [Fact]
    public void Answers_that_nobody_takes_end_the_handling_until_they_are_taken()
    {
        const int AnswerBytes = 10_000;
        var bound = (int)(new ServingLimits().AnswerBytes / AnswerBytes) + 1;
        var world = World(static () => new SyncGroupResponse { Assignment = new byte[AnswerBytes] });
        world.Run(async () =>
        {
            var connection = await world.ConnectRawAsync();
            var bytes = RpcWorld.Encode(new SyncGroupRequest(), version: 4, correlationId: 1);
            world.ClientLoop.Start(async () =>
            {
                for (var i = 0; i < Flood; i++)
                {
                    await connection.SendAsync(new Frame(bytes));
                }
            });
            await Task.Delay(TimeSpan.FromSeconds(1), world.ClientLoop.Clock);
            Assert.Equal(bound, _handled);
            for (var i = 0; i < Flood; i++)
            {
                Assert.Equal(1, await RpcWorld.CorrelationIdAsync(connection));
            }
        });
        Assert.Equal(Flood, _handled);
    }

    private RpcWorld World(Func<IResponse> answer) => World(_ => answer());

    private RpcWorld World(Func<IRequest, IResponse> answer)
    {
        var before = 0;
        var world = new RpcWorld((request, _) =>
        {
            _handled++;
            return new ValueTask<IResponse?>(answer(request));
        });
        world.Host.ItemRun = _ =>
        {
            _mostInATurn = Math.Max(_mostInATurn, _handled - before);
            before = _handled;
        };
        return world;
    }

    private static async Task FloodAsync(RpcWorld world, IRequest request)
    {
        var connection = await world.ConnectRawAsync();
        var bytes = RpcWorld.Encode(request, version: 4, correlationId: 1);
        var receiving = ReceiveAsync();
        for (var i = 0; i < Flood; i++)
        {
            await connection.SendAsync(new Frame(bytes));
        }

        await receiving;
        await connection.DisposeAsync();

        async Task ReceiveAsync()
        {
            for (var i = 0; i < Flood; i++)
            {
                Assert.Equal(1, await RpcWorld.CorrelationIdAsync(connection));
            }
        }
    }
}
