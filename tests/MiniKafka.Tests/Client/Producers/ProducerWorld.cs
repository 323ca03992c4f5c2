using MiniKafka.Client;
using MiniKafka.Client.Cluster;
using MiniKafka.Network.Faults;

namespace MiniKafka.Tests.Client.Producers;

/// <summary>A cluster in memory, and a producer whose connections to it can be disturbed.</summary>
internal sealed class ProducerWorld : IAsyncDisposable
{
    private readonly FaultNetwork _network;

    private ProducerWorld(KafkaCluster kafka)
    {
        Kafka = kafka;
        _network = new FaultNetwork(kafka.InMemory.Transport, kafka.Host);
        Broker = kafka.InMemory.Bootstrap[0].ToString();
    }

    public KafkaCluster Kafka { get; }

    /// <summary>What happens to requests.</summary>
    public LinkFaults Requests => _network.Link("client", Broker);

    /// <summary>What happens to answers.</summary>
    public LinkFaults Answers => _network.Link(Broker, "client");

    private string Broker { get; }

    public static async Task<ProducerWorld> StartAsync(int partitions = 1, Action<KafkaClusterOptions>? configure = null) =>
        new(await KafkaCluster.StartAsync(options =>
        {
            options.Topics.Add("orders", partitions);
            configure?.Invoke(options);
        }));

    public Producer<string, string> Producer(ProducerConfig? config = null) => new(
        config ?? new ProducerConfig(),
        new ClientEnvironment(Kafka.Host, _network.TransportOf("client"), Kafka.InMemory.Bootstrap),
        null,
        null);

    public Task<List<StoredRecord>> ReadAsync(int partition = 0) => TopicReader.ReadAsync(Kafka, "orders", partition);

    public ValueTask DisposeAsync() => Kafka.DisposeAsync();

    public static Message<string, string> Message(int number) => new() { Key = $"k{number}", Value = $"v{number}" };
}
