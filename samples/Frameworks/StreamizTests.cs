using Confluent.Kafka;
using MiniKafka;
using Streamiz.Kafka.Net;
using Streamiz.Kafka.Net.SerDes;
using Streamiz.Kafka.Net.Table;

namespace Frameworks;

/// <summary>
/// Streamiz.Kafka.Net: Kafka Streams for .NET, at least once (exactly once needs transactions, which MiniKafka does not serve yet). It counts
/// orders by customer, keeps its counts in memory, and writes every change of them to a changelog topic that it makes itself.
/// </summary>
public sealed class StreamizTests
{
    private const string Application = "order-counts";

    [Fact]
    public async Task Counts_go_to_a_topic_and_go_on_in_the_next_instance()
    {
        await using var kafka = await KafkaCluster.StartAsync(o =>
        {
            o.Listen();
            o.Topics.Add("orders", partitions: 2);
            o.Topics.Add("counts", partitions: 2);
        });
        await CountAsync(kafka, "anna", "ben", "anna");
        Assert.Equal(["anna=1", "anna=2", "ben=1"], await CountsAsync(kafka, 3));

        // The instance is gone, and its memory with it. The next one reads the changelog before it counts on.
        await CountAsync(kafka, "anna", "carla");
        Assert.Equal(["anna=1", "anna=2", "anna=3", "ben=1", "carla=1"], await CountsAsync(kafka, 5));
    }

    /// <summary>An instance of the application that lives until these orders are counted.</summary>
    private static async Task CountAsync(KafkaCluster kafka, params string[] customers)
    {
        using var producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = kafka.BootstrapServers }).Build();
        foreach (var customer in customers)
        {
            await producer.ProduceAsync("orders", new() { Key = customer, Value = "coffee" });
        }

        var builder = new StreamBuilder();
        builder.Stream<string, string>("orders")
            .GroupByKey()
            .Count(InMemory.As<string, long>("counted"))
            .ToStream()
            .MapValues((count, _) => $"{count}")
            .To("counts");
        using var stream = new KafkaStream(builder.Build(), new StreamConfig<StringSerDes, StringSerDes>
        {
            ApplicationId = Application,
            BootstrapServers = kafka.BootstrapServers,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            CommitIntervalMs = 20,
        });
        await stream.StartAsync();

        // Done is what is committed.
        await kafka.WaitForCommittedAsync(Application, "orders");
    }

    /// <summary>What is in the topic once there is so much of it, in the order of the customers.</summary>
    private static async Task<IEnumerable<string>> CountsAsync(KafkaCluster kafka, int count)
    {
        await kafka.WaitForRecordsAsync("counts", count);
        using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig { BootstrapServers = kafka.BootstrapServers, GroupId = "test" }).Build();
        consumer.Assign(Enumerable.Range(0, 2).Select(partition => new TopicPartitionOffset("counts", partition, Offset.Beginning)));
        return [.. Enumerable.Range(0, count).Select(_ => consumer.Consume(TimeSpan.FromSeconds(30)).Message).Select(read => $"{read.Key}={read.Value}").Order(StringComparer.Ordinal)];
    }
}
