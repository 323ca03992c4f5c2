using MiniKafka.Client;
using MiniKafka.Model;

namespace MiniKafka.Tests.Client.Consumers;

/// <summary>A cluster of one broker with a topic of two partitions, for tests that write as users do.</summary>
public abstract class ConsumerWorld : IAsyncLifetime
{
    protected const string Topic = "orders";
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    protected static readonly TopicPartition First = new(Topic, 0);
    protected static readonly TopicPartition Second = new(Topic, 1);

    protected KafkaCluster Kafka { get; private set; } = null!;

    public async Task InitializeAsync() => Kafka = await KafkaCluster.StartAsync(options => options.Topics.Add(Topic, partitions: 2));

    public async Task DisposeAsync() => await Kafka.DisposeAsync();

    protected async Task ProduceAsync(TopicPartition partition, params string[] values)
    {
        await using var producer = Kafka.CreateProducer<string, string>();
        foreach (var value in values)
        {
            await producer.ProduceAsync(partition, "k", value);
        }
    }

    protected Consumer<string, string> Consumer(Action<ConsumerConfig>? configure = null)
    {
        var config = new ConsumerConfig { GroupId = "g", EnableAutoCommit = false, AutoOffsetReset = AutoOffsetReset.Earliest };
        configure?.Invoke(config);
        return Kafka.CreateConsumer<string, string>(config);
    }
}
