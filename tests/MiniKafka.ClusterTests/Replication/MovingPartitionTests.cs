using MiniKafka.Model;

namespace MiniKafka.ClusterTests.Replication;

/// <summary>Partitions that change brokers while somebody writes to them, and readers sent to a replica near them.</summary>
public sealed class MovingPartitionTests
{
    [Fact]
    public void Partition_moves_to_other_brokers_while_it_is_written_to() => VirtualCluster.Run(
        async cluster =>
        {
            var orders = await PartitionClient.CreateAsync(cluster, "orders", [0, 1, 2], ("min.insync.replicas", "2"));
            var writer = new RestlessWriter(cluster, orders, "orders");
            await writer.WriteAsync(20);
            var writing = writer.WriteAsync(200);
            Assert.Equal(ErrorCode.None, await orders.ReassignAsync(4, 3, 4, 5));
            await cluster.SeenAsync("orders", partition => partition is { IsReassigning: false, Replicas: [3, 4, 5], Isr.Length: 3 } && partition.Leader >= 3);
            await writing;
            Assert.Equal(writer.Acknowledged, await orders.ReadAsync(cluster.LeaderOf("orders")));
            Assert.Equal(220, writer.Acknowledged.Count);
            Assert.All([0, 1, 2], former => Assert.Null(cluster.Node(former).Replicas.Find(new TopicPartition("orders", 0))));
        },
        brokers: 6);

    [Fact]
    public void Replica_that_joins_stands_among_those_in_sync_in_the_order_of_their_ids() => VirtualCluster.Run(
        async cluster =>
        {
            var orders = await PartitionClient.CreateAsync(cluster, "orders", [4, 5]);
            Assert.Equal(ErrorCode.None, await orders.ReassignAsync(4, 4, 3, 5));
            await cluster.SeenAsync("orders", partition => partition is { IsReassigning: false, Replicas: [4, 3, 5], Isr: [3, 4, 5] });
        },
        brokers: 6);

    [Fact]
    public void Write_that_waits_is_acknowledged_by_a_leader_that_leads_on_in_a_newer_epoch() => VirtualCluster.Run(
        async cluster =>
        {
            var orders = await PartitionClient.CreateAsync(cluster, "orders", [3, 4, 5]);
            cluster.Isolate(3, 5);
            var waiting = orders.ProduceAsync(3, "waits for 5", timeoutMs: 20_000);
            await cluster.DelayAsync(TimeSpan.FromSeconds(2));
            Assert.False(waiting.IsCompleted);

            // A replica that is taken away raises the epoch, and nobody waits for it any more.
            Assert.Equal(ErrorCode.None, await orders.ReassignAsync(4, 3, 4));
            await cluster.SeenAsync("orders", partition => partition is { Leader: 3, LeaderEpoch: 1, Isr: [3, 4], IsReassigning: false });
            Assert.Equal((ErrorCode.None, 0L), await waiting);
            Assert.Equal(["waits for 5"], await orders.ReadAsync(3));
        },
        brokers: 6);

    [Fact]
    public void Stopping_brokers_hand_their_leadership_over_and_neither_writer_nor_reader_sees_anything_lost() => VirtualCluster.Run(async cluster =>
    {
        var orders = await PartitionClient.CreateAsync(cluster, "orders", [0, 1, 2], ("min.insync.replicas", "2"));
        var writer = new RestlessWriter(cluster, orders, "orders");
        var epoch = 0;
        foreach (var broker in new[] { 0, 1, 2, 0 })
        {
            var writing = writer.WriteAsync(50);
            var wasLeading = cluster.LeaderOf("orders") == broker;
            await cluster.StopAsync(broker);
            await cluster.SeenAsync("orders", partition => partition.HasLeader && partition.Leader != broker && !partition.Isr.Contains(broker));
            await writing;
            Assert.True(!wasLeading || cluster.EpochOf("orders") > epoch);
            epoch = cluster.EpochOf("orders");

            // A reader at the end goes on at the new leader: nothing diverged, and it is not out of range.
            var leader = cluster.LeaderOf("orders");
            var atEnd = await orders.FetchAsync(leader, writer.Acknowledged.Count, leaderEpoch: epoch, lastFetchedEpoch: epoch);
            Assert.Equal((ErrorCode.None, -1), (atEnd.ErrorCode, atEnd.DivergingEpoch?.Epoch ?? -1));
            Assert.Equal(writer.Acknowledged, await orders.ReadAsync(leader));
            await cluster.StartAsync(broker);
            await cluster.SeenAsync("orders", partition => partition.Isr.Length == 3);
        }

        Assert.Equal(200, writer.Acknowledged.Count);
    });

    [Theory]
    [InlineData("leader")]
    [InlineData("follower")]
    public void Copy_of_a_partition_keeps_to_its_rate_and_replicas_in_sync_are_not_slowed_down(string side) => VirtualCluster.Run(
        async cluster =>
        {
            var orders = await PartitionClient.CreateAsync(cluster, "orders", [3, 4], ("min.insync.replicas", "2"), ($"{side}.replication.throttled.replicas", side == "leader" ? "0:3" : "*"));
            for (var i = 0; i < 20; i++)
            {
                await orders.AppendAsync(3, new string('x', 100_000));
            }

            await orders.ConfigureBrokersAsync(3, $"{side}.replication.throttled.rate", "100000");
            var began = cluster.Now;
            Assert.Equal(ErrorCode.None, await orders.ReassignAsync(3, 3, 4, 5));
            await cluster.SeenAsync("orders", partition => partition is { IsReassigning: true });
            var beforeWriting = cluster.Now;
            await orders.AppendAsync(3, "in sync with two");
            Assert.True(cluster.Now - beforeWriting < TimeSpan.FromSeconds(1));
            Assert.DoesNotContain(5, cluster.Node(3).View.Image.Partition("orders", 0)!.Isr);
            await cluster.SeenAsync("orders", partition => partition is { IsReassigning: false, Isr: [3, 4, 5] });

            // Two million bytes at a hundred thousand a second, of which the first fetch takes half at once.
            Assert.InRange(cluster.Now - began, TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(40));
            Assert.Equal(21, (await orders.ReadAsync(3)).Count);
        },
        brokers: 6);

    [Fact]
    public void Consumer_is_sent_to_the_replica_in_its_rack_and_reads_there() => VirtualCluster.Run(
        async cluster =>
        {
            var orders = await PartitionClient.CreateAsync(cluster, "orders", [0, 1, 2]);
            await orders.AppendAsync(0, "near");
            await orders.AppendAsync(0, "far");
            await cluster.UntilAsync(() => cluster.Node(2).Replicas.Find(new TopicPartition("orders", 0))!.Log.HighWatermark == 2);

            var sent = await orders.FetchAsync(0, offset: 0, rack: "rack-2");
            Assert.Equal((ErrorCode.None, 2, true), (sent.ErrorCode, sent.PreferredReadReplica, sent.Records?.IsEmpty ?? true));
            Assert.Equal(["near", "far"], await orders.ReadAsync(2, rack: "rack-2"));

            // The leader is as near as can be, or nobody is nearer.
            foreach (var rack in new[] { "rack-0", "rack-9", "" })
            {
                Assert.Equal(["near", "far"], await orders.ReadAsync(0, rack));
            }

            // A replica that is not in sync is nobody's best choice.
            await cluster.KillAsync(2);
            await cluster.SeenAsync("orders", partition => partition.Isr.Length == 2);
            Assert.Equal(["near", "far"], await orders.ReadAsync(0, "rack-2"));
        },
        brokers: 3,
        ("replica.selector.class", "org.apache.kafka.common.replica.RackAwareReplicaSelector"));
}
