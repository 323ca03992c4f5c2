using MiniKafka.Client;
using MiniKafka.Model;

namespace MiniKafka.ClusterTests.Control;

public sealed class RackTests
{
    [Fact]
    public async Task Brokers_stand_in_the_racks_of_the_options_in_turn_and_replicas_are_spread_over_them()
    {
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.BrokerCount = 5;
            options.Racks.Add("north");
            options.Racks.Add("south");
            options.Topics.Add("orders", partitions: 12, replicationFactor: 2);
        });
        await kafka.AddBrokerAsync();
        await using var admin = kafka.CreateAdmin();
        var brokers = (await admin.DescribeClusterAsync()).Brokers;
        Assert.Equal(["north", "south", "north", "south", "north", "south"], brokers.Select(broker => broker.Rack));

        var racks = brokers.ToDictionary(broker => broker.NodeId, broker => broker.Rack);
        var topic = (await admin.DescribeTopicsAsync(["orders"])).Single();
        Assert.Equal(12, topic.Partitions.Count);
        Assert.All(topic.Partitions, partition => Assert.Equal(["north", "south"], partition.Replicas.Select(replica => racks[replica]).Order()));
    }

    [Fact]
    public async Task Consumer_reads_in_its_own_rack_while_the_leader_of_another_cannot_be_reached()
    {
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.BrokerCount = 2;
            options.Racks.Add("north");
            options.Racks.Add("south");
            options.Properties["replica.selector.class"] = "org.apache.kafka.common.replica.RackAwareReplicaSelector";
            options.Topics.Add("orders", partitions: 1, replicationFactor: 2);
        });
        await using var producer = kafka.CreateProducer<string, string>(new ProducerConfig { Acks = Acks.All });
        await producer.ProduceAsync("orders", new Message<string, string> { Value = "first" });
        var leader = await kafka.WaitForLeaderAsync("orders", 0);
        await using var consumer = kafka.CreateConsumer<string, string>(new ConsumerConfig { ClientId = "reader", ClientRack = leader.Id == 0 ? "south" : "north" });
        consumer.Assign(new TopicPartitionOffset(new TopicPartition("orders", 0), 0));
        Assert.Equal("first", consumer.Consume().Value);

        kafka.Links.Between(LinkEnd.Client("reader"), leader).Cut();
        await producer.ProduceAsync("orders", new Message<string, string> { Value = "second" });
        Assert.Equal("second", consumer.Consume().Value);
    }

    [Fact]
    public async Task Racks_and_the_key_for_one_rack_exclude_each_other()
    {
        var refused = await Assert.ThrowsAsync<KafkaException>(() => KafkaCluster.StartAsync(options =>
        {
            options.Racks.Add("north");
            options.Properties["broker.rack"] = "south";
        }));
        Assert.Equal(ErrorCode.InvalidConfig, refused.Code);
        Assert.Contains("'south'", refused.Message, StringComparison.Ordinal);
    }
}
