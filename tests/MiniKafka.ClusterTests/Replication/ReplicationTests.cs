using MiniKafka.Model;

namespace MiniKafka.ClusterTests.Replication;

/// <summary>Followers get what their leader has, and what was acknowledged outlives any of them.</summary>
public sealed class ReplicationTests
{
    private const string Topic = "orders";

    [Fact]
    public void Acknowledged_by_all_is_what_all_replicas_have() => Run(async (cluster, orders) =>
    {
        await orders.AppendAsync(3, "a");
        await orders.AppendAsync(3, "b");
        Assert.All([3, 4, 5], broker => Assert.Equal(2, cluster.LogOf(broker, Topic).LogEndOffset));

        // Followers hear with their next fetch that all have it.
        await cluster.UntilAsync(() => new[] { 3, 4, 5 }.All(broker => cluster.LogOf(broker, Topic).HighWatermark == 2));
    });

    [Fact]
    public void A_follower_that_is_silent_leaves_the_ISR_and_comes_back_when_it_has_caught_up() => Run(async (cluster, orders) =>
    {
        await orders.AppendAsync(3, "a");
        cluster.Isolate(3, 5);
        Assert.Equal(ErrorCode.RequestTimedOut, (await orders.ProduceAsync(3, "b", timeoutMs: 100)).Error);
        await cluster.SeenAsync(Topic, partition => partition.Isr is [3, 4]);
        await orders.AppendAsync(3, "c");

        cluster.Reunite(3, 5);
        await cluster.SeenAsync(Topic, partition => partition.Isr is [3, 4, 5]);
        Assert.Equal(3, cluster.LogOf(5, Topic).LogEndOffset);
    });

    [Fact]
    public void Below_the_in_sync_minimum_the_high_watermark_stands_still() => Run(async (cluster, orders) =>
    {
        await orders.AppendAsync(3, "a");
        await Task.WhenAll(cluster.KillAsync(4), cluster.KillAsync(5));
        await cluster.SeenAsync(Topic, partition => partition.Isr is [3]);
        Assert.Equal((ErrorCode.None, 1), await orders.ProduceAsync(3, "b", acks: 1));
        Assert.Equal((1, 2), (cluster.LogOf(3, Topic).HighWatermark, cluster.LogOf(3, Topic).LogEndOffset));
    });

    [Fact]
    public void Another_replica_leads_after_a_crash_and_what_was_acknowledged_is_there() => Run(async (cluster, orders) =>
    {
        await orders.AppendAsync(3, "a");
        await cluster.KillAsync(3);
        await cluster.SeenAsync(Topic, partition => partition.Leader is 4 or 5);
        var leader = cluster.LeaderOf(Topic);
        await orders.AppendAsync(leader, "b");
        await cluster.StartAsync(3);
        await cluster.SeenAsync(Topic, partition => partition.Isr.Length == 3);
        Assert.Equal(["a", "b"], await orders.ReadAsync(leader));
        Assert.All([3, 4, 5], broker => Assert.Equal(2, cluster.LogOf(broker, Topic).LogEndOffset));
    });

    [Fact]
    public void A_replica_that_lost_its_disk_gets_everything_again() => Run(async (cluster, orders) =>
    {
        string[] values = ["a", "b", "c", "d", "e"];
        foreach (var value in values)
        {
            await orders.AppendAsync(3, value);
        }

        await cluster.KillAsync(3);
        cluster.ReplaceDisk(3);
        await cluster.SeenAsync(Topic, partition => partition.Leader is 4 or 5);
        await cluster.StartAsync(3);
        await cluster.SeenAsync(Topic, partition => partition.Isr.Length == 3);
        Assert.Equal(ErrorCode.None, await orders.ElectAsync(0, kind: 0));
        await cluster.SeenAsync(Topic, partition => partition.Leader == 3);
        await orders.AppendAsync(3, "f");
        Assert.Equal([.. values, "f"], await orders.ReadAsync(3));
    });

    private static void Run(Func<VirtualCluster, PartitionClient, Task> test) => VirtualCluster.Run(
        async cluster => await test(cluster, await PartitionClient.CreateAsync(cluster, Topic, [3, 4, 5], ("min.insync.replicas", "2"))),
        brokers: 6,
        ("replica.lag.time.max.ms", "3000"));
}
