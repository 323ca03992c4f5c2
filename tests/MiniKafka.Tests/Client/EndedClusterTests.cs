using MiniKafka.Client;
using MiniKafka.Model;

namespace MiniKafka.Tests.Client;

/// <summary>Clients that outlive their cluster.</summary>
public sealed class EndedClusterTests
{
    private static readonly TopicPartition Orders = new("orders", 0);

    [Fact]
    public async Task What_is_asked_of_a_client_whose_cluster_has_ended_fails_and_says_why()
    {
        var kafka = await KafkaCluster.StartAsync(options => options.Topics.Add("orders"));
        var admin = kafka.CreateAdmin();
        var consumer = kafka.CreateConsumer<string, string>(new ConsumerConfig { GroupId = "g" });
        consumer.Assign(new TopicPartitionOffset(Orders, 0));
        await admin.ListTopicsAsync();
        var reading = consumer.ConsumeBatchAsync(1);
        await kafka.DisposeAsync();

        Func<Task>[] calls =
        [
            () => admin.ListTopicsAsync(),
            () => admin.DescribeClusterAsync(),
            () => admin.ListGroupOffsetsAsync("g"),
            () => reading,
            () => consumer.ConsumeBatchAsync(1),
            () => consumer.CommitAsync([new TopicPartitionOffset(Orders, 1)]),
            () => consumer.QueryWatermarkOffsetsAsync(Orders),
        ];
        foreach (var call in calls)
        {
            var failure = await Assert.ThrowsAsync<KafkaException>(call);
            Assert.Matches("closed|ended", failure.Message);
        }

        await consumer.DisposeAsync();
        await admin.DisposeAsync();
    }
}
