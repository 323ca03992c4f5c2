using MiniKafka;

namespace NUnitSample;

/// <summary>One cluster for all tests of this namespace: started before the first of them and disposed of after the last.</summary>
[SetUpFixture]
public sealed class KafkaSetUp
{
    public static KafkaCluster Kafka { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => Kafka = await KafkaCluster.StartAsync(o =>
    {
        o.Listen();
        o.Topics.Add("orders");
        o.Topics.Add("payments");
    });

    [OneTimeTearDown]
    public async Task StopAsync() => await Kafka.DisposeAsync();
}
