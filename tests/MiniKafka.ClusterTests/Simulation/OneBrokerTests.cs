using System.Buffers;
using MiniKafka.ClusterTests.Replication;
using MiniKafka.Model;
using MiniKafka.Network;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.ClusterTests.Simulation;

/// <summary>What a client and a broker say to each other in virtual time, over links with delays and breaks.</summary>
public sealed class OneBrokerTests
{
    [Fact]
    public void What_is_produced_in_virtual_time_is_fetched_again() => Run(seed: 3, async (_, orders) =>
    {
        Assert.Equal(0, await orders.AppendAsync(0, "first"));
        Assert.Equal(1, await orders.AppendAsync(0, "second"));
        Assert.Equal(["first", "second"], await orders.ReadAsync(0));
    });

    [Fact]
    public void A_fetch_waits_for_the_record_however_long_it_takes() => Run(seed: 4, async (cluster, orders) =>
    {
        var start = cluster.Now;
        var fetching = cluster.SendAsync(
            0,
            new FetchRequest
            {
                MaxWaitMs = 240_000,
                MinBytes = 1,
                Topics = [new() { Topic = "orders", Partitions = [new() { PartitionMaxBytes = 1_000_000 }] }],
            },
            newestVersion: 12,
            connection: 1);
        await cluster.DelayAsync(TimeSpan.FromMinutes(3));
        Assert.False(fetching.IsCompleted);
        await orders.AppendAsync(0, "late");
        using var fetched = await fetching;
        Assert.Equal(["late"], PartitionClient.Values(fetched.Message.Responses[0].Partitions[0].Records!.Value.Sequence.ToArray()));
        Assert.InRange(cluster.Now - start, TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(3.1));
    });

    [Fact]
    public void A_retry_after_a_lost_answer_is_appended_a_second_time_without_idempotence() => Run(seed: 5, async (cluster, orders) =>
    {
        cluster.ToClient(0).BreakAfterFrames(0);
        await Assert.ThrowsAsync<ConnectionClosedException>(() => orders.AppendAsync(0, "once"));
        Assert.Equal(1, await orders.AppendAsync(0, "once"));
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_same_seed_takes_the_same_steps(int seed) => Assert.Equal(Trace(seed), Trace(seed));

    private static (ulong, long, TimeSpan) Trace(int seed)
    {
        (ulong, long, TimeSpan) trace = default;
        Run(seed, async (cluster, orders) =>
        {
            cluster.ToBroker(0).SetDelay(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(20));
            cluster.ToClient(0).SetDelay(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(20));
            await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
            {
                for (var i = 0; i < 20; i++)
                {
                    cluster.Host.Trace($"{await orders.AppendAsync(0, $"value {i}")}");
                }
            }));
            trace = (cluster.Host.TraceHash, cluster.Host.Steps, cluster.Now);
        });
        return trace;
    }

    private static void Run(int seed, Func<VirtualCluster, PartitionClient, Task> test) =>
        VirtualCluster.Run(seed, async cluster => await test(cluster, await PartitionClient.CreateAsync(cluster, "orders", [0])), brokers: 1);
}
