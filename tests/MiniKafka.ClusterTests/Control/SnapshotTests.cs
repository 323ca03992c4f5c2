using MiniKafka.Client;
using MiniKafka.Model;

namespace MiniKafka.ClusterTests.Control;

/// <summary>What can be seen of a cluster from outside.</summary>
public sealed class SnapshotTests
{
    [Fact]
    public async Task A_snapshot_tells_brokers_controller_and_topics_also_while_a_broker_is_paused()
    {
        await using var kafka = await ClusterOfThree.StartAsync(options => options.Racks.Add("north"));
        var leaders = await kafka.LeadersAsync();
        var controller = await kafka.WaitForControllerAsync();
        await leaders[0].PauseAsync();

        var snapshot = kafka.Snapshot();

        Assert.Equal(controller.Id, snapshot.ControllerId);
        Assert.Equal([0, 1, 2], snapshot.Brokers.Select(broker => broker.NodeId));
        Assert.All(snapshot.Brokers, broker => Assert.Equal("north", broker.Rack));
        Assert.Equal([ClusterOfThree.Topic], snapshot.Topics);
        var topic = snapshot.FindTopic(ClusterOfThree.Topic)!;
        Assert.False(topic.IsInternal);
        Assert.Equal(leaders.Select(leader => leader.Id), topic.Partitions.Select(partition => partition.Leader));
        Assert.All(topic.Partitions, partition => Assert.Equal([0, 1, 2], partition.Isr.Order()));
        Assert.Null(snapshot.FindTopic("nowhere"));
        Assert.NotEmpty(snapshot.ClusterId);
    }

    [Fact]
    public async Task Every_replica_tells_how_far_its_log_is()
    {
        await using var kafka = await ClusterOfThree.StartAsync();
        var leader = (await kafka.LeadersAsync())[0];
        await using var producer = kafka.CreateProducer<string, string>();
        await producer.ProduceAsync(new TopicPartition(ClusterOfThree.Topic, 0), new Message<string, string> { Value = "one" });

        foreach (var broker in kafka.Brokers)
        {
            var replicas = await broker.DescribeReplicasAsync([ClusterOfThree.Topic]);
            Assert.Equal([0, 1, 2], replicas.Select(replica => replica.Partition.Partition));
            Assert.Equal((broker == leader, 0L, 1L), (replicas[0].IsLeader, replicas[0].LogStartOffset, replicas[0].LogEndOffset));
            Assert.Equal(0, replicas[1].LogEndOffset);
            Assert.True(replicas[0].SizeInBytes > 0);
            Assert.Equal(3, (await broker.DescribeReplicasAsync()).Count);
            Assert.Empty(await broker.DescribeReplicasAsync([]));
        }
    }

    [Fact]
    public async Task A_replica_tells_its_segments()
    {
        await using var kafka = await KafkaCluster.StartAsync(options => options.Topics.Add(new KafkaTopic("orders", 1) { Configs = new Dictionary<string, string> { ["segment.bytes"] = "1048576" } }));
        await using var producer = kafka.CreateProducer<string, byte[]>();
        var partition = new TopicPartition("orders", 0);
        for (var i = 0; i < 3; i++)
        {
            await producer.ProduceAsync(partition, new Message<string, byte[]> { Value = new byte[600_000], TimestampMs = 1_000 + i });
        }

        var segments = await kafka.Brokers[0].DescribeSegmentsAsync(partition);

        Assert.Equal([(0L, 1L, false), (1, 2, false), (2, 3, true)], segments.Select(segment => (segment.BaseOffset, segment.NextOffset, segment.IsActive)));
        Assert.Equal([1_000L, 1_001, 1_002], segments.Select(segment => segment.NewestTimestamp!.Value.ToUnixTimeMilliseconds()));
        Assert.All(segments, segment => Assert.True(segment.SizeInBytes > 600_000));
        Assert.Equal((await kafka.Brokers[0].DescribeReplicasAsync()).Single().SizeInBytes, segments.Sum(segment => segment.SizeInBytes));
        Assert.Empty(await kafka.Brokers[0].DescribeSegmentsAsync(new TopicPartition("orders", 7)));
    }

    [Fact]
    public async Task A_broker_that_does_not_run_or_is_paused_has_nothing_to_tell()
    {
        await using var kafka = await KafkaCluster.StartAsync();
        var broker = kafka.Brokers[0];
        await broker.PauseAsync();
        Assert.Contains("paused", (await Assert.ThrowsAsync<InvalidOperationException>(() => broker.DescribeReplicasAsync())).Message, StringComparison.Ordinal);
        await broker.KillAsync();
        Assert.Contains("does not run", (await Assert.ThrowsAsync<InvalidOperationException>(() => broker.DescribeReplicasAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_tell_which_are_cut()
    {
        await using var kafka = await KafkaCluster.StartAsync(options => options.BrokerCount = 2);
        var (one, other) = (kafka.Brokers[0], kafka.Brokers[1]);
        kafka.Links.Between(one, other).Cut();
        kafka.Links.OneWay(LinkEnd.AllClients, one).Cut();
        kafka.Links.OneWay(LinkEnd.Client("shop"), other).Cut();
        kafka.Links.Between(other, LinkEnd.Client("slow")).SetDelay(TimeSpan.FromMilliseconds(1));

        Assert.Equal(
            ["broker 0 > broker 1", "broker 1 > broker 0", "client shop > broker 1", "clients > broker 0"],
            kafka.Links.Cuts.Select(cut => $"{cut.From} > {cut.To}"));
        Assert.Equal([one, other, null, null], kafka.Links.Cuts.Select(cut => cut.From.Broker));

        kafka.Links.HealAll();
        Assert.Empty(kafka.Links.Cuts);
    }
}
