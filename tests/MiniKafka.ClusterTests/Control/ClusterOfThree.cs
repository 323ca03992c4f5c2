using MiniKafka.Model;
using MiniKafka.Network;
using MiniKafka.Rpc;
using MiniKafka.Runtime;

namespace MiniKafka.ClusterTests.Control;

/// <summary>Three brokers that find out soon who fell silent, with a topic of three partitions in three replicas.</summary>
internal static class ClusterOfThree
{
    public const string Topic = "orders";

    public static Task<KafkaCluster> StartAsync(Action<KafkaClusterOptions>? configure = null) => KafkaCluster.StartAsync(options =>
    {
        options.BrokerCount = 3;
        options.Topics.Add(Topic, partitions: 3, replicationFactor: 3);
        options.Properties["broker.heartbeat.interval.ms"] = "100";
        options.Properties["broker.session.timeout.ms"] = "1000";
        options.Properties["controller.quorum.fetch.timeout.ms"] = "500";
        options.Properties["controller.quorum.election.timeout.ms"] = "300";
        options.Properties["controller.quorum.request.timeout.ms"] = "500";
        configure?.Invoke(options);
    });

    /// <summary>The leader of each partition, once all replicas of each are in sync.</summary>
    public static async Task<KafkaBroker[]> LeadersAsync(this KafkaCluster kafka)
    {
        var partitions = Enumerable.Range(0, 3).ToList();
        await Task.WhenAll(partitions.Select(partition => kafka.WaitForIsrAsync(Topic, partition, 3)));
        return await Task.WhenAll(partitions.Select(partition => kafka.WaitForLeaderAsync(Topic, partition)));
    }

    /// <summary>All values of a partition.</summary>
    public static async Task<List<string>> ValuesAsync(this KafkaCluster kafka, int partition)
    {
        var id = new TopicPartition(Topic, partition);
        await using var consumer = kafka.CreateConsumer<string, string>();
        var end = (await consumer.QueryWatermarkOffsetsAsync(id)).High;
        consumer.Assign(new TopicPartitionOffset(id, 0));
        var values = new List<string>();
        while (values.Count < end)
        {
            values.Add(consumer.Consume().Value);
        }

        return values;
    }

    /// <summary>A bare connection to one broker, in memory; to be called on the loop.</summary>
    public static Task<RpcClient> ConnectAsync(this KafkaCluster kafka, KafkaBroker broker, EventLoop loop) => RpcClient.ConnectAsync(
        kafka.InMemory.Transport, broker.Listeners[0].Advertised, loop, new RpcClientOptions { ClientId = "raw", RequestTimeout = TimeSpan.FromSeconds(60) });
}
