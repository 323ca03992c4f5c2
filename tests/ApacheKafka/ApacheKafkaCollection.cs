namespace ApacheKafka;

/// <summary>
/// Tests that meet Apache Kafka run one after another: each of its processes keeps a processor busy for some seconds.
/// </summary>
[CollectionDefinition(Name)]
public sealed class ApacheKafkaCollection : ICollectionFixture<RunningApacheKafka>
{
    public const string Name = "Apache Kafka";
}
