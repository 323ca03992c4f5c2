using MiniKafka.Model;

namespace MiniKafka.ClusterTests.Replication;

/// <summary>For how long a broker knows an idempotent producer that has fallen silent.</summary>
public sealed class ProducerExpirationTests
{
    [Theory]
    [InlineData(40, 80)]
    [InlineData(100, 100)]
    [InlineData(250, 250)]
    public void Silent_producer_is_forgotten_at_the_first_check_after_its_time(int secondsBetweenChecks, int secondsUntilForgotten) => VirtualCluster.Run(
        async cluster =>
        {
            var partition = new TopicPartition("orders", 0);
            var orders = await PartitionClient.CreateAsync(cluster, partition.Topic, [0], ("message.timestamp.type", "LogAppendTime"));
            Assert.Equal((ErrorCode.None, 0), await orders.ProduceAsync(0, "first", sequence: 0));
            Assert.Equal((ErrorCode.None, 0), await orders.ProduceAsync(0, "first", sequence: 0));

            var producers = cluster.Node(0).Replicas.Find(partition)!.Log.Producers;
            Assert.Equal([7], producers.All.Select(producer => producer.ProducerId));
            await cluster.UntilAsync(() => !producers.All.Any());
            Assert.InRange(cluster.Now, TimeSpan.FromSeconds(secondsUntilForgotten), TimeSpan.FromSeconds(secondsUntilForgotten + 1));
            Assert.Equal((ErrorCode.None, 1), await orders.ProduceAsync(0, "first", sequence: 0));
        },
        brokers: 1,
        ("producer.id.expiration.ms", "60000"),
        ("producer.id.expiration.check.interval.ms", $"{secondsBetweenChecks * 1000}"));
}
