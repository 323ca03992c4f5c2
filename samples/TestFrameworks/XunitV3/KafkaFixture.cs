using MiniKafka;

// One cluster for all tests of the assembly, whichever class they are in. [Collection] and IClassFixture<KafkaFixture> are for fewer of them.
[assembly: AssemblyFixture(typeof(XunitV3.KafkaFixture))]

namespace XunitV3;

/// <summary>Started before the first test and disposed of after the last. Tests get it by their constructor.</summary>
public sealed class KafkaFixture : IAsyncLifetime
{
    public KafkaCluster Kafka { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Kafka = await KafkaCluster.StartAsync(o =>
    {
        o.Listen();
        o.Topics.Add("orders");
        o.Topics.Add("payments");
    });

    public ValueTask DisposeAsync() => Kafka.DisposeAsync();
}
