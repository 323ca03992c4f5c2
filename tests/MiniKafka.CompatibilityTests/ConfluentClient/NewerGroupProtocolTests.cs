using MiniKafka.ClusterTests.Control;

namespace MiniKafka.CompatibilityTests.ConfluentClient;

using Confluent.Kafka;

/// <summary>A consumer that is to use the newer protocol of groups, which is not served yet, waits without a word; the server's log has one.</summary>
public sealed class NewerGroupProtocolTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_consumer_that_waits_for_an_API_that_is_not_served_is_told_of_in_the_log()
    {
        using var logs = new ListedLogs();
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.LoggerFactory = logs;
            options.Listen();
            options.Topics.Add("orders", partitions: 1);
        });
        using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig
        {
            BootstrapServers = kafka.BootstrapServers, GroupId = "newer", GroupProtocol = GroupProtocol.Consumer, ClientId = "modern",
        }).SetLogHandler((_, _) => { }).Build();
        consumer.Subscribe("orders");
        var told = logs.AfterAsync(1);
        using var patience = new CancellationTokenSource(Patience);
        while (!told.IsCompleted && !patience.IsCancellationRequested)
        {
            Assert.Null(consumer.Consume(TimeSpan.FromMilliseconds(100)));
        }

        var warning = Assert.Single(logs.Messages);
        Assert.Contains("Client 'modern'", warning, StringComparison.Ordinal);
        Assert.Contains("ConsumerGroupHeartbeat, which is not served yet: set group.protocol=classic", warning, StringComparison.Ordinal);
    }
}
