namespace MiniKafka.CompatibilityTests.Clients;

/// <summary>
/// The cluster the real clients talk to: MiniKafka with one broker on a free loopback port, or, to see what another Kafka
/// does with the same tests, whatever COMPATIBILITY_BOOTSTRAP_SERVERS names (its topics must be created on first use).
/// </summary>
internal sealed class BrokerUnderTest : IAsyncDisposable
{
    private static readonly string? Other = Environment.GetEnvironmentVariable("COMPATIBILITY_BOOTSTRAP_SERVERS");
    private readonly KafkaCluster? _cluster;

    private BrokerUnderTest(KafkaCluster? cluster) => _cluster = cluster;

    public string BootstrapServers => _cluster?.BootstrapServers ?? Other!;

    public static async Task<BrokerUnderTest> StartAsync(params (string Name, int Partitions)[] topics)
        => Other is not null ? new BrokerUnderTest(null) : new BrokerUnderTest(await KafkaCluster.StartAsync(options =>
        {
            options.Listen();
            options.Properties["offsets.topic.replication.factor"] = "1";
            foreach (var (name, partitions) in topics)
            {
                options.Topics.Add(name, partitions);
            }
        }));

    public ValueTask DisposeAsync() => _cluster?.DisposeAsync() ?? ValueTask.CompletedTask;
}
