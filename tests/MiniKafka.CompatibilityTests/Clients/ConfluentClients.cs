
namespace MiniKafka.CompatibilityTests.Clients;

using Confluent.Kafka;

/// <summary>Confluent.Kafka's clients as most programs make them.</summary>
internal static class ConfluentClients
{
    public static IProducer<string, string> Producer(string bootstrapServers, Action<ProducerConfig>? configure = null)
    {
        var config = new ProducerConfig { BootstrapServers = bootstrapServers, MessageTimeoutMs = 30_000 };
        configure?.Invoke(config);
        return new ProducerBuilder<string, string>(config).Build();
    }

    public static IConsumer<string, string> Consumer(string bootstrapServers, Action<ConsumerConfig>? configure = null)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = bootstrapServers,
            GroupId = "compatibility",
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
        };
        configure?.Invoke(config);
        return new ConsumerBuilder<string, string>(config).Build();
    }

    public static IAdminClient Admin(string bootstrapServers)
    {
        return new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrapServers }).Build();
    }

    /// <summary>The first offset of a partition and the next one to be written.</summary>
    public static (long Low, long High) Watermarks(this IConsumer<string, string> consumer, TopicPartition partition)
    {
        var offsets = consumer.QueryWatermarkOffsets(partition, TimeSpan.FromSeconds(30));
        return (offsets.Low.Value, offsets.High.Value);
    }

    /// <summary>Consumes until that many records have come; throws when they take too long.</summary>
    public static List<ConsumeResult<string, string>> Take(this IConsumer<string, string> consumer, int count)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var taken = new List<ConsumeResult<string, string>>();
        while (taken.Count < count)
        {
            taken.Add(consumer.Consume(deadline.Token));
        }

        return taken;
    }
}
