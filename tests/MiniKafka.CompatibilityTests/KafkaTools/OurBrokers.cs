namespace MiniKafka.CompatibilityTests.KafkaTools;

/// <summary>Our clusters beside Apache Kafka's, with the same ids and settings; each is started for the first test that asks for it.</summary>
public sealed class OurBrokers : IAsyncLifetime
{
    private readonly Lazy<Task<KafkaCluster>> _one = new(() => StartAsync(1));
    private readonly Lazy<Task<KafkaCluster>> _three = new(() => StartAsync(3));

    public async Task<string> OneAsync() => (await _one.Value).BootstrapServers!;

    public async Task<string> ThreeAsync() => (await _three.Value).BootstrapServers!;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var cluster in new[] { _one, _three }.Where(cluster => cluster.IsValueCreated))
        {
            await (await cluster.Value).DisposeAsync();
        }
    }

    private static Task<KafkaCluster> StartAsync(int brokers) => KafkaCluster.StartAsync(options =>
    {
        options.BrokerCount = brokers;
        options.Listen();
        options.Properties["node.id"] = "1";
        options.Properties["offsets.topic.num.partitions"] = "3";
        options.Properties["group.initial.rebalance.delay.ms"] = "0";
        options.Properties["num.network.threads"] = "1";
        options.Properties["num.io.threads"] = "2";
        options.Properties["log.cleaner.dedupe.buffer.size"] = "4194304";
    });
}
