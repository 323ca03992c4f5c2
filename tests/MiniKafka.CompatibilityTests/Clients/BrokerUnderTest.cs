using MiniKafka.Client;

namespace MiniKafka.CompatibilityTests.Clients;

/// <summary>
/// The cluster the real clients talk to: MiniKafka with one broker on a free loopback port, or, to see what another Kafka
/// does with the same tests, whatever COMPATIBILITY_BOOTSTRAP_SERVERS names (its topics must be created on first use).
/// </summary>
internal sealed class BrokerUnderTest : IAsyncDisposable
{
    private static readonly string? Other = Environment.GetEnvironmentVariable("COMPATIBILITY_BOOTSTRAP_SERVERS");
    private readonly KafkaCluster? _cluster;

    private BrokerUnderTest(KafkaCluster? cluster, string bootstrapServers)
    {
        _cluster = cluster;
        BootstrapServers = bootstrapServers;
    }

    public string BootstrapServers { get; }

    public static async Task<BrokerUnderTest> StartAsync(params (string Name, int Partitions)[] topics)
    {
        if (Other is not null)
        {
            return new BrokerUnderTest(null, Other);
        }

        var cluster = await KafkaCluster.StartAsync(options =>
        {
            options.Listen();
            options.Properties["offsets.topic.replication.factor"] = "1";
            foreach (var (name, partitions) in topics)
            {
                options.Topics.Add(name, partitions);
            }
        });
        return new BrokerUnderTest(cluster, cluster.BootstrapServers!);
    }

    /// <summary>Another cluster, which gets a topic.</summary>
    public static async Task<BrokerUnderTest> OtherAsync(string bootstrapServers, (string Name, int Partitions) topic)
    {
        await using var admin = new AdminClient(new AdminConfig { BootstrapServers = bootstrapServers });
        await admin.CreateTopicAsync(topic.Name, topic.Partitions);
        return new BrokerUnderTest(null, bootstrapServers);
    }

    public ValueTask DisposeAsync() => _cluster?.DisposeAsync() ?? ValueTask.CompletedTask;
}
