using MiniKafka.Model;
using MiniKafka.Network;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Frames;
using MiniKafka.Protocol.Messages;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Tests.Rpc;

public sealed class RpcServerTests
{
    private const int Elements = 2_000_000;

    private static readonly byte[] Heartbeat = RpcWorld.Encode(new HeartbeatRequest { GroupId = "g" }, 4, 1);

    [Fact]
    public void A_request_starts_only_when_the_one_before_it_was_answered()
    {
        var started = new List<int>();
        var first = new TaskCompletionSource();
        var world = new RpcWorld(async (_, context) =>
        {
            started.Add(context.CorrelationId);
            if (context.CorrelationId == 1)
            {
                await first.Task;
            }

            return new HeartbeatResponse();
        });
        world.Run(async () =>
        {
            var connection = await world.ConnectRawAsync();
            await connection.SendAsync(new Frame(RpcWorld.Encode(new HeartbeatRequest(), 4, 1)));
            await connection.SendAsync(new Frame(RpcWorld.Encode(new HeartbeatRequest(), 4, 2)));
            await Task.Delay(TimeSpan.FromSeconds(1), world.ClientLoop.Clock);
            Assert.Equal([1], started);
            first.SetResult();
            Assert.Equal(1, await RpcWorld.CorrelationIdAsync(connection));
            Assert.Equal(2, await RpcWorld.CorrelationIdAsync(connection));
        });
    }

    [Fact]
    public void Produces_start_behind_produces_that_wait_and_are_answered_in_order()
    {
        var started = new List<int>();
        var waits = new Dictionary<int, TaskCompletionSource>();
        var world = new RpcWorld(async (request, context) =>
        {
            started.Add(context.CorrelationId);
            if (request is ProduceRequest)
            {
                waits[context.CorrelationId] = new TaskCompletionSource();
                await waits[context.CorrelationId].Task;
                return new ProduceResponse();
            }

            return new HeartbeatResponse();
        });
        world.Run(async () =>
        {
            var connection = await world.ConnectRawAsync();
            for (var i = 1; i <= 3; i++)
            {
                await connection.SendAsync(new Frame(RpcWorld.Encode(new ProduceRequest { Acks = -1 }, 9, i)));
            }

            await connection.SendAsync(new Frame(RpcWorld.Encode(new HeartbeatRequest(), 4, 4)));
            await connection.SendAsync(new Frame(RpcWorld.Encode(new ProduceRequest(), 9, 5)));
            await Task.Delay(TimeSpan.FromSeconds(1), world.ClientLoop.Clock);
            Assert.Equal([1, 2, 3], started);
            foreach (var later in new[] { 3, 2, 1 })
            {
                waits[later].SetResult();
            }

            for (var i = 1; i <= 4; i++)
            {
                Assert.Equal(i, await RpcWorld.CorrelationIdAsync(connection));
            }

            await Task.Delay(TimeSpan.FromSeconds(1), world.ClientLoop.Clock);
            Assert.Equal([1, 2, 3, 4, 5], started);
            waits[5].SetResult();
            Assert.Equal(5, await RpcWorld.CorrelationIdAsync(connection));
        });
    }

    [Fact]
    public void Produces_that_wait_are_bounded_by_their_bytes_too()
    {
        var started = 0;
        var acknowledged = new TaskCompletionSource();
        var world = new RpcWorld(async (_, _) =>
        {
            started++;
            await acknowledged.Task;
            return new ProduceResponse();
        });
        world.Run(async () =>
        {
            var connection = await world.ConnectRawAsync();
            var megabyte = new byte[1024 * 1024];
            var large = RpcWorld.Encode(
                new ProduceRequest { Acks = -1, TopicData = [new() { Name = "t", PartitionData = [new() { Records = new SharedBytes(megabyte) }] }] }, 9, 1);
            world.ClientLoop.Start(async () =>
            {
                for (var i = 0; i < 100; i++)
                {
                    await connection.SendAsync(new Frame(large));
                }
            });
            await Task.Delay(TimeSpan.FromSeconds(1), world.ClientLoop.Clock);
            Assert.Equal(8, started);
            acknowledged.SetResult();
            for (var i = 0; i < 100; i++)
            {
                Assert.Equal(1, await RpcWorld.CorrelationIdAsync(connection));
            }
        });
    }

    [Fact]
    public void A_request_without_an_answer_does_not_hold_up_the_next()
    {
        var world = new RpcWorld((request, _) => new ValueTask<IResponse?>(request is ProduceRequest ? null : new HeartbeatResponse()));
        world.Run(async () =>
        {
            var connection = await world.ConnectRawAsync();
            await connection.SendAsync(new Frame(RpcWorld.Encode(new ProduceRequest { Acks = 0 }, 9, 1)));
            await connection.SendAsync(new Frame(RpcWorld.Encode(new HeartbeatRequest(), 4, 2)));
            Assert.Equal(2, await RpcWorld.CorrelationIdAsync(connection));
        });
    }

    [Fact]
    public void A_request_that_waits_does_not_hold_up_another_connection()
    {
        var world = new RpcWorld(async (request, _) =>
        {
            await (request is HeartbeatRequest { GroupId: "slow" } ? new TaskCompletionSource().Task : Task.CompletedTask);
            return new HeartbeatResponse();
        });
        world.Run(async () =>
        {
            var slow = await world.ConnectRawAsync();
            var fast = await world.ConnectRawAsync();
            await slow.SendAsync(new Frame(RpcWorld.Encode(new HeartbeatRequest { GroupId = "slow" }, 4, 1)));
            await fast.SendAsync(new Frame(RpcWorld.Encode(new HeartbeatRequest(), 4, 2)));
            Assert.Equal(2, await RpcWorld.CorrelationIdAsync(fast));
        });
    }

    [Fact]
    public void What_waits_for_a_client_is_cancelled_when_the_client_leaves()
    {
        var cancelled = false;
        var world = new RpcWorld(async (_, context) =>
        {
            var gone = new TaskCompletionSource();
            await using var registration = context.ClientGone.Register(gone.SetResult);
            await gone.Task;
            cancelled = true;
            return new HeartbeatResponse();
        });
        world.Run(async () =>
        {
            var connection = await world.ConnectRawAsync();
            await connection.SendAsync(new Frame(Heartbeat));
            await Task.Delay(TimeSpan.FromSeconds(1), world.ClientLoop.Clock);
            await connection.DisposeAsync();
            await Task.Delay(TimeSpan.FromSeconds(1), world.ClientLoop.Clock);
        });
        Assert.True(cancelled);
    }

    [Fact]
    public void A_handler_that_throws_costs_its_connection_and_no_other()
    {
        var world = new RpcWorld((request, _) => request is HeartbeatRequest { GroupId: "bug" }
            ? throw new InvalidDataException("bug")
            : new ValueTask<IResponse?>(new HeartbeatResponse()));
        world.Run(async () =>
        {
            var healthy = await world.ConnectRawAsync();
            var unlucky = await world.ConnectRawAsync();
            await unlucky.SendAsync(new Frame(RpcWorld.Encode(new HeartbeatRequest { GroupId = "bug" }, 4, 1)));
            Assert.Null(await unlucky.ReceiveAsync());
            await healthy.SendAsync(new Frame(Heartbeat));
            Assert.Equal(1, await RpcWorld.CorrelationIdAsync(healthy));
        });
        Assert.False(world.ServerLoop.IsStopped);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(99)]
    [InlineData(short.MaxValue)]
    [InlineData(-1)]
    public void An_unknown_version_of_ApiVersions_is_answered_in_version_0_and_the_connection_goes_on(short version)
    {
        var world = new RpcWorld((_, _) => new ValueTask<IResponse?>(new HeartbeatResponse()));
        world.Run(async () =>
        {
            var connection = await world.ConnectRawAsync();
            await connection.SendAsync(new Frame(WithVersion(RpcWorld.Encode(new ApiVersionsRequest(), 3, 7), version)));
            using (var frame = await connection.ReceiveAsync())
            {
                var (correlationId, answer) = FrameCodec.DecodeResponse(frame!.Bytes, ApiCatalog.Get(ApiKey.ApiVersions), 0);
                var refusal = (ApiVersionsResponse)answer;
                Assert.Equal((7, ErrorCode.UnsupportedVersion), (correlationId, refusal.ErrorCode));
                var range = Assert.Single(refusal.ApiKeys);
                Assert.Equal((18, 0, 4), (range.ApiKey, range.MinVersion, range.MaxVersion));
            }

            await connection.SendAsync(new Frame(Heartbeat));
            Assert.Equal(1, await RpcWorld.CorrelationIdAsync(connection));
        });
    }

    public static TheoryData<string, byte[]> BrokenFrames => new()
    {
        { "empty", [] },
        { "half a header", Heartbeat[..6] },
        { "header without a body", Heartbeat[..12] },
        { "body cut short", Heartbeat[..^1] },
        { "unknown key", [0, 93, .. Heartbeat[2..]] },
        { "negative key", [255, 255, .. Heartbeat[2..]] },
        { "key that only controllers serve", [0, 52, 0, 0, .. Heartbeat[4..]] },
        { "version too new", WithVersion(Heartbeat, 100) },
        { "version too old", WithVersion(Heartbeat, -1) },
        { "client id longer than the frame", [.. Heartbeat[..8], 127, 255, .. Heartbeat[10..]] },
    };

    [Theory]
    [MemberData(nameof(BrokenFrames))]
    public void A_broken_frame_closes_its_connection_and_no_other(string what, byte[] broken)
    {
        var dispatched = 0;
        var world = new RpcWorld((_, _) =>
        {
            dispatched++;
            return new ValueTask<IResponse?>(new HeartbeatResponse());
        });
        world.Run(async () =>
        {
            var healthy = await world.ConnectRawAsync();
            var connection = await world.ConnectRawAsync();
            await connection.SendAsync(new Frame(broken));
            Assert.True(await connection.ReceiveAsync() is null, what);
            await healthy.SendAsync(new Frame(Heartbeat));
            Assert.Equal(1, await RpcWorld.CorrelationIdAsync(healthy));
        });
        Assert.Equal(1, dispatched);
    }

    [Fact]
    public void An_answer_before_a_broken_frame_still_arrives()
    {
        var world = new RpcWorld((_, _) => new ValueTask<IResponse?>(new HeartbeatResponse()));
        world.Run(async () =>
        {
            var connection = await world.ConnectRawAsync();
            await connection.SendAsync(new Frame(Heartbeat));
            await connection.SendAsync(new Frame(Heartbeat[..6]));
            Assert.Equal(1, await RpcWorld.CorrelationIdAsync(connection));
            Assert.Null(await connection.ReceiveAsync());
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Frames_of_random_bytes_leave_the_server_unharmed(int seed)
    {
        var random = new Random(seed);
        var world = new RpcWorld((_, _) => new ValueTask<IResponse?>((IResponse?)null));
        world.Run(async () =>
        {
            for (var i = 0; i < 500; i++)
            {
                var connection = await world.ConnectRawAsync();
                var bytes = new byte[random.Next(200)];
                random.NextBytes(bytes);
                if (bytes.Length > 8 && random.Next(2) == 0)
                {
                    Heartbeat.AsSpan(0, 8).CopyTo(bytes);
                    bytes[1] = (byte)random.Next(90);
                }

                await connection.SendAsync(new Frame(bytes));
                await connection.DisposeAsync();
            }

            world.Handle = (_, _) => new ValueTask<IResponse?>(new HeartbeatResponse());
            var last = await world.ConnectRawAsync();
            await last.SendAsync(new Frame(Heartbeat));
            Assert.Equal(1, await RpcWorld.CorrelationIdAsync(last));
        });
    }

    [Fact]
    public void A_request_that_takes_too_much_memory_to_read_is_refused_and_its_connection_goes_on()
    {
        var world = new RpcWorld((_, _) => new ValueTask<IResponse?>(new HeartbeatResponse()));
        var frame = RpcWorld.Encode(new LeaveGroupRequest { GroupId = "g" }, 4, 5);
        byte[] costly = [.. frame[..^2], .. (ReadOnlySpan<byte>)[0x81, 0x89, 0x7A], .. new byte[3 * Elements + 1]];
        world.Run(async () =>
        {
            var connection = await world.ConnectRawAsync();
            for (var i = 0; i < 3; i++)
            {
                await connection.SendAsync(new Frame(costly));
                using var answered = await connection.ReceiveAsync();
                var (correlationId, answer) = FrameCodec.DecodeResponse(answered!.Bytes, ApiCatalog.Get(ApiKey.LeaveGroup), 4);
                Assert.Equal((5, ErrorCode.InvalidRequest), (correlationId, ((LeaveGroupResponse)answer).ErrorCode));
            }

            await connection.SendAsync(new Frame(Heartbeat));
            Assert.Equal(1, await RpcWorld.CorrelationIdAsync(connection));
        });
        Assert.StartsWith("Warning: LeaveGroup version 4 of client 'raw'", Assert.Single(world.Told.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_request_that_takes_too_much_memory_to_read_ends_its_connection_where_the_answer_has_no_place_for_that()
    {
        var world = new RpcWorld((_, _) => new ValueTask<IResponse?>(new HeartbeatResponse()));
        world.Run(async () =>
        {
            var connection = await world.ConnectRawAsync();
            var frame = RpcWorld.Encode(new MetadataRequest { Topics = [] }, 1, 5);
            byte[] costly = [.. frame[..^4], 0, Elements >> 16, Elements >> 8 & 0xFF, Elements & 0xFF, .. new byte[2 * Elements]];
            await connection.SendAsync(new Frame(costly));
            Assert.Null(await connection.ReceiveAsync());
        });
        Assert.Single(world.Told.Warnings);
    }

    private static byte[] WithVersion(byte[] frame, short version) =>
        [frame[0], frame[1], (byte)(version >> 8), (byte)version, .. frame[4..]];
}
