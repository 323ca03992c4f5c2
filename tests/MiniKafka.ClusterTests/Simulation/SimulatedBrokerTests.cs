using System.Buffers;
using MiniKafka.Model;
using MiniKafka.Network;
using MiniKafka.Protocol.Messages;
using MiniKafka.Records;
using MiniKafka.Rpc;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.ClusterTests.Simulation;

public sealed class SimulatedBrokerTests
{
    [Fact]
    public void What_is_produced_in_virtual_time_is_fetched_again()
    {
        var world = new SimulatedBroker(seed: 3);
        world.Run(async () =>
        {
            await using var client = await world.ConnectAsync();
            await CreateTopicAsync(client);
            Assert.Equal(0, await ProduceAsync(client, "first"));
            Assert.Equal(1, await ProduceAsync(client, "second"));
            using var fetched = await FetchAsync(client, offset: 0, TimeSpan.Zero);
            Assert.True(Bytes(fetched.Message).IndexOf("second"u8) > Bytes(fetched.Message).IndexOf("first"u8));
        });
    }

    [Fact]
    public void A_fetch_waits_for_the_record_however_long_it_takes()
    {
        var world = new SimulatedBroker(seed: 4);
        world.Run(async () =>
        {
            await using var client = await world.ConnectAsync();
            await using var other = await world.ConnectAsync();
            await CreateTopicAsync(client);
            var start = world.Host.Elapsed;
            var fetching = FetchAsync(client, offset: 0, TimeSpan.FromHours(2));
            await world.DelayAsync(TimeSpan.FromHours(1));
            Assert.False(fetching.IsCompleted);
            await ProduceAsync(other, "late");
            using var fetched = await fetching;
            Assert.True(Bytes(fetched.Message).IndexOf("late"u8) > 0);
            Assert.InRange(world.Host.Elapsed - start, TimeSpan.FromHours(1), TimeSpan.FromHours(1.01));
        });
    }

    [Fact]
    public void A_retry_after_a_lost_answer_is_appended_a_second_time_without_idempotence()
    {
        var world = new SimulatedBroker(seed: 5);
        world.Run(async () =>
        {
            var client = await world.ConnectAsync();
            await CreateTopicAsync(client);
            world.ToClient.BreakAfterFrames(0);
            await Assert.ThrowsAsync<ConnectionClosedException>(() => ProduceAsync(client, "once"));
            await using var again = await world.ConnectAsync();
            Assert.Equal(1, await ProduceAsync(again, "once"));
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_same_seed_takes_the_same_steps(long seed) => Assert.Equal(Trace(seed), Trace(seed));

    private static (ulong, long, TimeSpan) Trace(long seed)
    {
        var world = new SimulatedBroker(seed);
        world.Run(async () =>
        {
            world.ToBroker.SetDelay(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(20));
            world.ToClient.SetDelay(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(20));
            var clients = await Task.WhenAll(world.ConnectAsync(), world.ConnectAsync(), world.ConnectAsync());
            await CreateTopicAsync(clients[0]);
            await Task.WhenAll(clients.Select(async client =>
            {
                for (var i = 0; i < 20; i++)
                {
                    world.Host.Trace($"{await ProduceAsync(client, $"value {i}")}");
                }
            }));
        });
        return (world.Host.TraceHash, world.Host.Steps, world.Host.Elapsed);
    }

    private static async Task CreateTopicAsync(RpcClient client)
    {
        var created = await client.CallAsync(new CreateTopicsRequest
        {
            TimeoutMs = 5_000,
            Topics = [new() { Name = "orders", NumPartitions = 1, ReplicationFactor = 1 }],
        });
        Assert.Equal(ErrorCode.None, created.Topics[0].ErrorCode);
    }

    private static async Task<long> ProduceAsync(RpcClient client, string value)
    {
        var builder = new RecordBatchBuilder();
        Assert.True(builder.TryAppend(1_767_225_600_000, NullableBytes.Null, System.Text.Encoding.UTF8.GetBytes(value)));
        var produced = await client.CallAsync(
            new ProduceRequest
            {
                Acks = -1,
                TimeoutMs = 5_000,
                TopicData = [new() { Name = "orders", PartitionData = [new() { Index = 0, Records = builder.Build() }] }],
            },
            newestVersion: 12);
        Assert.Equal(ErrorCode.None, produced.Responses[0].PartitionResponses[0].ErrorCode);
        return produced.Responses[0].PartitionResponses[0].BaseOffset;
    }

    private static Task<RpcResponse<FetchResponse>> FetchAsync(RpcClient client, long offset, TimeSpan wait) => client.SendAsync(
        new FetchRequest
        {
            MaxWaitMs = (int)wait.TotalMilliseconds,
            MinBytes = 1,
            MaxBytes = 1_000_000,
            SessionEpoch = -1,
            Topics = [new() { Topic = "orders", Partitions = [new() { Partition = 0, FetchOffset = offset, PartitionMaxBytes = 1_000_000 }] }],
        },
        newestVersion: 12,
        timeout: wait + TimeSpan.FromSeconds(30));

    private static ReadOnlySpan<byte> Bytes(FetchResponse fetched) =>
        (fetched.Responses[0].Partitions[0].Records ?? SharedBytes.Empty).Sequence.ToArray();
}
