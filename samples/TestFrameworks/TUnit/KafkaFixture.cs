using MiniKafka;
using TUnit.Core.Interfaces;

namespace TUnitSample;

/// <summary>A cluster that is started before the first test that wants it, and disposed of after the last.</summary>
public sealed class KafkaFixture : IAsyncInitializer, IAsyncDisposable
{
    public KafkaCluster Kafka { get; private set; } = null!;

    public async Task InitializeAsync() => Kafka = await KafkaCluster.StartAsync(o =>
    {
        o.Listen();
        o.Topics.Add("orders");
        o.Topics.Add("payments");
    });

    public ValueTask DisposeAsync() => Kafka.DisposeAsync();
}
