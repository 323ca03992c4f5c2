using MiniKafka.Client;
using MiniKafka.Model;

namespace MiniKafka.Tests.Client.Consumers;

/// <summary>A broker with topics, and consumers that take part in rebalances while the test waits for something.</summary>
public abstract class GroupConsumerFixture : IAsyncLifetime
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    protected static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);
    private KafkaCluster? _kafka;
    private BatchWriter? _writer;

    protected KafkaCluster Kafka => _kafka!;

    public async Task InitializeAsync()
    {
        _kafka = await KafkaCluster.StartAsync(options =>
        {
            options.Properties["offsets.topic.replication.factor"] = "1";
            options.Topics.Add("orders", partitions: 4);
            options.Topics.Add("other", partitions: 1);
        });
        _writer = new BatchWriter(_kafka);
    }

    public async Task DisposeAsync()
    {
        await _writer!.DisposeAsync();
        await _kafka!.DisposeAsync();
    }

    protected async Task FillAsync(string topic, int partitions, int each)
    {
        for (var i = 0; i < partitions; i++)
        {
            await _writer!.AppendAsync(new TopicPartition(topic, i), [.. Enumerable.Range(0, each).Select(number => $"{i}/{number}")]);
        }
    }

    protected Consumer<string?, string?> Consumer(string group, Action<ConsumerConfig>? change = null)
    {
        var config = new ConsumerConfig { GroupId = group, AutoOffsetReset = AutoOffsetReset.Earliest, HeartbeatIntervalMs = 100 };
        change?.Invoke(config);
        return Kafka.CreateConsumer<string?, string?>(config);
    }

    protected static List<TopicPartitionOffset> Read(Consumer<string?, string?> consumer, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => consumer.Consume(Patience)!.TopicPartitionOffset)];

    /// <summary>Lets the consumers take part in rebalances until it is as expected.</summary>
    protected static void Drive(Func<bool> isReached, params Consumer<string?, string?>[] consumers) =>
        DriveAsync(() => Task.FromResult(isReached()), consumers).GetAwaiter().GetResult();

    protected static async Task DriveAsync(Func<Task<bool>> isReached, params Consumer<string?, string?>[] consumers)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await isReached())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, "The group did not get there in time.");
            foreach (var consumer in consumers)
            {
                consumer.Consume(Moment);
            }
        }
    }
}
