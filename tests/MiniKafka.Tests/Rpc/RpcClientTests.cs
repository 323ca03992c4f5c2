using MiniKafka.Model;
using MiniKafka.Network;
using MiniKafka.Network.Faults;
using MiniKafka.Network.InMemory;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;
using MiniKafka.Runtime.Simulation;

namespace MiniKafka.Tests.Rpc;

public sealed class RpcClientTests
{
    [Fact]
    public void Answers_come_back_to_their_requests()
    {
        var world = new RpcWorld((request, _) => new ValueTask<IResponse?>(
            new FindCoordinatorResponse { ErrorMessage = ((FindCoordinatorRequest)request).Key }));
        world.Run(async () =>
        {
            await using var client = await world.ConnectAsync();
            var calls = Enumerable.Range(0, 20)
                .Select(i => client.CallAsync(new FindCoordinatorRequest { Key = $"{i}" }, newestVersion: 3)).ToList();
            for (var i = 0; i < calls.Count; i++)
            {
                Assert.Equal($"{i}", (await calls[i]).ErrorMessage);
            }
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    public void An_older_broker_is_asked_again_in_a_version_it_knows(short newest)
    {
        var world = new RpcWorld((_, _) => new ValueTask<IResponse?>(new HeartbeatResponse())) { NewestApiVersions = newest };
        world.Run(async () =>
        {
            await using var client = await world.ConnectAsync();
            Assert.Equal(newest, client.VersionOf(ApiKey.ApiVersions));
            await client.CallAsync(new HeartbeatRequest());
        });
    }

    [Fact]
    public void An_API_the_broker_does_not_serve_is_refused_with_its_name()
    {
        var world = new RpcWorld((_, _) => default);
        world.Run(async () =>
        {
            await using var client = await world.ConnectAsync();
            var failure = await Assert.ThrowsAsync<KafkaException>(() => client.CallAsync(new VoteRequest()));
            Assert.Equal(ErrorCode.UnsupportedVersion, failure.Code);
            Assert.Contains("Vote", failure.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_late_answer_ends_the_connection_and_fails_all_that_wait()
    {
        var world = new RpcWorld(async (_, _) =>
        {
            await new TaskCompletionSource().Task;
            return null;
        })
        { Options = new RpcClientOptions { RequestTimeout = TimeSpan.FromSeconds(3) } };
        world.Run(async () =>
        {
            await using var client = await world.ConnectAsync();
            var start = world.Host.Elapsed;
            var patient = client.CallAsync(new HeartbeatRequest(), timeout: TimeSpan.FromSeconds(20));
            var usual = client.CallAsync(new HeartbeatRequest());
            var failure = await Assert.ThrowsAsync<ConnectionClosedException>(() => usual);
            Assert.IsType<TimeoutException>(failure.InnerException);
            await Assert.ThrowsAsync<ConnectionClosedException>(() => patient);
            Assert.Equal(TimeSpan.FromSeconds(3), world.Host.Elapsed - start);
            await Assert.ThrowsAsync<ConnectionClosedException>(() => client.CallAsync(new HeartbeatRequest()));
            Assert.False(client.IsOpen);
        });
    }

    [Fact]
    public void A_caller_who_gives_up_sooner_fails_alone_and_the_connection_goes_on()
    {
        RpcWorld? world = null;
        world = new RpcWorld(async (request, _) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(5), world!.ServerLoop.Clock);
            return new FindCoordinatorResponse { ErrorMessage = ((FindCoordinatorRequest)request).Key };
        });
        world.Run(async () =>
        {
            await using var client = await world.ConnectAsync();
            var start = world.Host.Elapsed;
            var hasty = client.CallAsync(new FindCoordinatorRequest { Key = "hasty" }, newestVersion: 3, timeout: TimeSpan.FromSeconds(1));
            var usual = client.CallAsync(new FindCoordinatorRequest { Key = "usual" }, newestVersion: 3);
            await Assert.ThrowsAsync<TimeoutException>(() => hasty);
            Assert.Equal(TimeSpan.FromSeconds(1), world.Host.Elapsed - start);
            Assert.Equal("usual", (await usual).ErrorMessage);
            Assert.True(client.IsOpen);
            Assert.Equal("next", (await client.CallAsync(new FindCoordinatorRequest { Key = "next" }, newestVersion: 3)).ErrorMessage);
        });
    }

    [Fact]
    public void An_answer_that_becomes_late_while_another_caller_is_told_is_late_and_nothing_else_is_wrong()
    {
        var world = new RpcWorld(async (_, _) =>
        {
            await new TaskCompletionSource().Task;
            return null;
        });
        world.Run(async () =>
        {
            await using var client = await world.ConnectAsync();
            var hasty = SpendWhenToldAsync(client.CallAsync(new HeartbeatRequest(), timeout: TimeSpan.FromSeconds(1)), world.Host);
            var usual = client.CallAsync(new HeartbeatRequest(), timeout: TimeSpan.FromSeconds(2));
            await hasty;
            Assert.Equal(TimeSpan.FromSeconds(4), world.Host.Elapsed);
            await Assert.ThrowsAsync<TimeoutException>(() => usual);
            Assert.Equal(TimeSpan.FromSeconds(4), world.Host.Elapsed);
            Assert.True(client.IsOpen);
        });
    }

    [Fact]
    public void A_request_whose_caller_gave_up_takes_its_place_until_its_own_time_is_up()
    {
        var received = 0;
        var world = new RpcWorld(async (_, _) =>
        {
            received++;
            await new TaskCompletionSource().Task;
            return null;
        })
        { Options = new RpcClientOptions { RequestTimeout = TimeSpan.FromSeconds(30), MaxInFlight = 1 } };
        world.Run(async () =>
        {
            await using var client = await world.ConnectAsync();
            var start = world.Host.Elapsed;
            await Assert.ThrowsAsync<TimeoutException>(() => client.CallAsync(new HeartbeatRequest(), timeout: TimeSpan.FromSeconds(1)));
            await Assert.ThrowsAsync<ConnectionClosedException>(() => client.CallAsync(new HeartbeatRequest()));
            Assert.Equal(TimeSpan.FromSeconds(30), world.Host.Elapsed - start);
        });
        Assert.Equal(1, received);
    }

    [Fact]
    public void A_lost_answer_fails_its_call_after_the_request_was_applied()
    {
        var applied = 0;
        FaultNetwork? network = null;
        var host = new SimulatedLoopHost(3);
        network = new FaultNetwork(new InMemoryTransport(), host);
        var world = new RpcWorld((_, _) =>
        {
            applied++;
            return new ValueTask<IResponse?>(new HeartbeatResponse());
        })
        { Transport = network.TransportOf("node") };
        world.Run(async () =>
        {
            await using var client = await world.ConnectAsync();
            network.Link("node", "node").BreakAfterFrames(1);
            await Assert.ThrowsAsync<ConnectionClosedException>(() => client.CallAsync(new HeartbeatRequest()));
        });
        Assert.Equal(1, applied);
    }

    [Fact]
    public void A_broken_connection_fails_all_that_wait()
    {
        var world = new RpcWorld((_, _) => throw new RequestRefusedException("no"));
        world.Run(async () =>
        {
            await using var client = await world.ConnectAsync();
            var calls = new[] { client.CallAsync(new HeartbeatRequest()), client.CallAsync(new HeartbeatRequest()) };
            foreach (var call in calls)
            {
                await Assert.ThrowsAsync<ConnectionClosedException>(() => call);
            }
        });
    }

    [Fact]
    public void No_more_requests_are_on_the_way_than_the_window_allows()
    {
        var received = 0;
        var world = new RpcWorld(async (_, _) =>
        {
            received++;
            await Task.Yield();
            return new HeartbeatResponse();
        })
        { Options = new RpcClientOptions { MaxInFlight = 2 } };
        world.Run(async () =>
        {
            await using var client = await world.ConnectAsync();
            var answered = 0;
            await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ =>
            {
                await client.CallAsync(new HeartbeatRequest());
                answered++;
                Assert.True(received - answered <= 2);
            }));
            Assert.Equal(50, answered);
        });
    }

    [Fact]
    public void Requests_repeated_late_from_poisoned_buffers_change_nothing_for_the_caller()
    {
        var seen = new List<string>();
        var world = new RpcWorld((request, _) =>
        {
            seen.Add(((FindCoordinatorRequest)request).Key);
            return new ValueTask<IResponse?>(new FindCoordinatorResponse { ErrorMessage = ((FindCoordinatorRequest)request).Key });
        })
        { Transport = new RepeatingTransport(new InMemoryTransport(), TimeSpan.FromMilliseconds(10)) };
        world.Run(async () =>
        {
            await using var client = await world.ConnectAsync();
            foreach (var key in new[] { "a", "b", "c" })
            {
                Assert.Equal(key, (await client.CallAsync(new FindCoordinatorRequest { Key = key }, newestVersion: 3)).ErrorMessage);
            }

            await Task.Delay(TimeSpan.FromSeconds(1), world.ClientLoop.Clock);
        });
        Assert.Equal(["a", "a", "b", "b", "c", "c"], seen.Order());
    }

    /// <summary>The caller, once told, keeps the loop for three seconds.</summary>
    private static async Task SpendWhenToldAsync(Task call, SimulatedLoopHost host)
    {
        await Assert.ThrowsAsync<TimeoutException>(() => call);
        host.Spend(TimeSpan.FromSeconds(3));
    }
}
