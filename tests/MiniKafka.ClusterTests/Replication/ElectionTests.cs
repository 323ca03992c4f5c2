using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.ClusterTests.Replication;

/// <summary>Who may lead when the leader is gone. Brokers 0 to 2 are the controllers, the partition lives on others.</summary>
public sealed class ElectionTests
{
    private static readonly TimeSpan AWhile = TimeSpan.FromSeconds(30);

    [Fact]
    public void Without_unclean_election_a_partition_waits_for_its_last_leader_and_loses_nothing() => VirtualCluster.Run(
        async cluster =>
        {
            var orders = await PartitionClient.CreateAsync(cluster, "orders", [3, 4], ("min.insync.replicas", "1"));
            await LeaveOneReplicaBehindAsync(cluster, orders);
            await cluster.DelayAsync(AWhile);
            Assert.Equal(ErrorCode.NotLeaderOrFollower, (await orders.ProduceAsync(4, "lost?")).Error);

            await cluster.StartAsync(3);
            await cluster.SeenAsync("orders", partition => partition.Leader == 3 && partition.Isr.Length == 2);
            Assert.Equal(["both", "only the leader"], await orders.ReadAsync(3));
            Assert.Equal(2, await orders.AppendAsync(3, "afterwards"));
        },
        brokers: 5);

    [Fact]
    public void With_unclean_election_another_replica_leads_and_readers_are_told_what_was_lost() => VirtualCluster.Run(
        async cluster =>
        {
            var orders = await PartitionClient.CreateAsync(cluster, "orders", [3, 4], ("min.insync.replicas", "1"), ("unclean.leader.election.enable", "true"));
            await LeaveOneReplicaBehindAsync(cluster, orders);
            await cluster.SeenAsync("orders", partition => partition.Leader == 4 && partition.Isr is [4]);
            await AssertOneRecordIsLostAsync(cluster, orders);
        },
        brokers: 5);

    [Fact]
    public void Unclean_election_that_an_operator_asks_for_happens_even_where_the_topic_does_not_allow_it() => VirtualCluster.Run(
        async cluster =>
        {
            var orders = await PartitionClient.CreateAsync(cluster, "orders", [3, 4], ("min.insync.replicas", "1"));
            await LeaveOneReplicaBehindAsync(cluster, orders);
            Assert.Equal(ErrorCode.PreferredLeaderNotAvailable, await orders.ElectAsync(4, kind: 0));
            Assert.Equal(ErrorCode.None, await orders.ElectAsync(4, kind: 1));
            await cluster.SeenAsync("orders", partition => partition.Leader == 4);
            await AssertOneRecordIsLostAsync(cluster, orders);
        },
        brokers: 5);

    [Fact]
    public void Preferred_leader_leads_again_when_an_operator_asks_for_it() => VirtualCluster.Run(
        async cluster =>
        {
            var orders = await PartitionClient.CreateAsync(cluster, "orders", [3, 4]);
            await FailOverAsync(cluster);
            await cluster.DelayAsync(AWhile);
            await cluster.SeenAsync("orders", partition => partition.Leader == 4);
            Assert.Equal(ErrorCode.None, await orders.ElectAsync(1, kind: 0));
            await cluster.SeenAsync("orders", partition => partition.Leader == 3 && partition.Isr.Length == 2);
            Assert.Equal(ErrorCode.ElectionNotNeeded, await orders.ElectAsync(1, kind: 0));
            Assert.Equal(0, await orders.AppendAsync(3, "first"));
        },
        brokers: 5,
        ("auto.leader.rebalance.enable", "false"));

    [Fact]
    public void Preferred_leader_leads_again_by_itself_after_the_interval() => VirtualCluster.Run(
        async cluster =>
        {
            var orders = await PartitionClient.CreateAsync(cluster, "orders", [3, 4]);
            await FailOverAsync(cluster);
            await cluster.DelayAsync(TimeSpan.FromSeconds(40));
            await cluster.SeenAsync("orders", partition => partition.Leader == 4);
            await cluster.SeenAsync("orders", partition => partition.Leader == 3);
            Assert.Equal(0, await orders.AppendAsync(3, "first"));
        },
        brokers: 5,
        ("leader.imbalance.check.interval.seconds", "60"));

    [Fact]
    public void Replica_that_stopped_below_the_in_sync_minimum_stays_eligible_and_leads_when_it_is_the_first_to_return() => VirtualCluster.Run(
        async cluster =>
        {
            var orders = await PartitionClient.CreateAsync(cluster, "orders", [3, 4, 5], ("min.insync.replicas", "2"));
            Assert.Equal(0, await orders.AppendAsync(3, "all"));
            await cluster.StopAsync(5);
            await cluster.StopAsync(4);
            await cluster.SeenAsync("orders", partition => partition.Isr is [3] && partition.EligibleLeaderReplicas is [4]);
            await cluster.StopAsync(3);
            await cluster.SeenAsync("orders", partition => partition is { Isr: [], EligibleLeaderReplicas: [3, 4], LastKnownElr: [3], Leader: -1 });
            var (eligible, lastKnown) = await DescribedAsync(cluster);
            Assert.Equal([3, 4], eligible);
            Assert.Equal([3], lastKnown);

            await cluster.StartAsync(4);
            await cluster.SeenAsync("orders", partition => partition is { Leader: 4, Isr: [4], EligibleLeaderReplicas: [3], LastKnownElr: [] });

            // What was committed becomes visible with the second replica: below the minimum the high watermark stands still.
            await cluster.StartAsync(3);
            await cluster.SeenAsync("orders", partition => partition is { Leader: 4, Isr.Length: 2 });
            await cluster.UntilAsync(() => cluster.Node(4).Replicas.Find(new TopicPartition("orders", 0))!.Log.HighWatermark == 1);
            Assert.Equal(["all"], await orders.ReadAsync(4));
        },
        brokers: 6);

    [Fact]
    public void Replica_that_comes_back_from_a_crash_is_not_eligible_and_the_last_known_leader_leads() => VirtualCluster.Run(
        async cluster =>
        {
            var orders = await PartitionClient.CreateAsync(cluster, "orders", [3, 4, 5], ("min.insync.replicas", "2"));
            Assert.Equal(0, await orders.AppendAsync(3, "all"));
            await cluster.KillAsync(5);
            await cluster.KillAsync(4);
            await cluster.SeenAsync("orders", partition => partition.Isr is [3] && partition.EligibleLeaderReplicas is [4]);
            await cluster.KillAsync(3);
            await cluster.SeenAsync("orders", partition => partition is { Isr: [], EligibleLeaderReplicas: [3, 4], Leader: -1 });

            await cluster.StartAsync(4);
            await cluster.StartAsync(5);
            await cluster.DelayAsync(AWhile);
            await cluster.SeenAsync("orders", partition => partition is { Isr: [], EligibleLeaderReplicas: [3], LastKnownElr: [3], Leader: -1 });
            Assert.Equal(ErrorCode.NotLeaderOrFollower, (await orders.ProduceAsync(4, "no")).Error);

            await cluster.StartAsync(3);
            await cluster.SeenAsync("orders", partition => partition is { Leader: 3, Isr.Length: 3, EligibleLeaderReplicas: [], LastKnownElr: [], LeaderRecoveryState: 0 });
            Assert.Equal(["all"], await orders.ReadAsync(3));
        },
        brokers: 6);

    /// <summary>Broker 4 stops, broker 3 takes one more record as the only one in sync, and crashes; then 4 comes back alone.</summary>
    private static async Task LeaveOneReplicaBehindAsync(VirtualCluster cluster, PartitionClient orders)
    {
        Assert.Equal(0, await orders.AppendAsync(3, "both"));
        await cluster.StopAsync(4);
        await cluster.SeenAsync("orders", partition => partition.Isr is [3]);
        Assert.Equal(1, await orders.AppendAsync(3, "only the leader"));
        await cluster.KillAsync(3);
        await cluster.SeenAsync("orders", partition => !partition.HasLeader);
        await cluster.StartAsync(4);
    }

    private static async Task AssertOneRecordIsLostAsync(VirtualCluster cluster, PartitionClient orders)
    {
        Assert.Equal(["both"], await orders.ReadAsync(4));
        Assert.Equal(1, await orders.AppendAsync(4, "instead"));

        // A reader that had both learns where its epoch ended, however it asks.
        var fetched = await orders.FetchAsync(4, offset: 2, lastFetchedEpoch: 0);
        Assert.Equal((ErrorCode.None, 0, 1), (fetched.ErrorCode, fetched.DivergingEpoch?.Epoch, fetched.DivergingEpoch?.EndOffset));
        Assert.Equal((ErrorCode.None, 0, 1L), await orders.EpochEndAsync(4, epoch: 0));

        await cluster.StartAsync(3);
        await cluster.SeenAsync("orders", partition => partition is { Isr.Length: 2, LeaderRecoveryState: 0 });
        Assert.Equal(ErrorCode.None, await orders.ElectAsync(4, kind: 0));
        await cluster.SeenAsync("orders", partition => partition.Leader == 3);
        Assert.Equal(["both", "instead"], await orders.ReadAsync(3));
    }

    private static async Task FailOverAsync(VirtualCluster cluster)
    {
        await cluster.KillAsync(3);
        await cluster.SeenAsync("orders", partition => partition.Leader == 4);
        await cluster.StartAsync(3);
        await cluster.SeenAsync("orders", partition => partition.Isr.Length == 2);
    }

    private static async Task<(List<int> Eligible, List<int> LastKnown)> DescribedAsync(VirtualCluster cluster)
    {
        var described = await cluster.CallAsync(0, new DescribeTopicPartitionsRequest { Topics = [new() { Name = "orders" }] });
        var partition = described.Topics[0].Partitions[0];
        return (partition.EligibleLeaderReplicas ?? [], partition.LastKnownElr ?? []);
    }
}
