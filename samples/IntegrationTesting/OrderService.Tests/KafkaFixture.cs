using MiniKafka;

namespace OrderService.Tests;

/// <summary>
/// A cluster that several tests share: those of a class (<c>IClassFixture&lt;KafkaFixture&gt;</c>), or those of all classes in a collection
/// (<c>[Collection(KafkaCollection.Name)]</c>). Whoever shares a cluster takes topics and groups of its own, so that no test meets another's records.
/// </summary>
public sealed class KafkaFixture : IAsyncLifetime
{
    public KafkaCluster Kafka { get; private set; } = null!;

    /// <summary>When this completes the broker serves and the topic has a leader: no test waits or tries again.</summary>
    public async Task InitializeAsync() => Kafka = await KafkaCluster.StartAsync(o =>
    {
        // Loopback TCP on a free port, for Confluent's client. Without it there are no sockets at all.
        o.Listen();

        // A topic made ahead. This one is for the tests of a class that look at the topic itself.
        o.Topics.Add("orders", partitions: 3);

        // Any key of a broker can be set. With this one a topic that was misspelt is an error, instead of a new topic.
        o.Properties["auto.create.topics.enable"] = "false";
    });

    /// <summary>Afterwards nothing is left: no thread, no port, no file.</summary>
    public async Task DisposeAsync() => await Kafka.DisposeAsync();
}

/// <summary>One cluster for all test classes that name this collection.</summary>
[CollectionDefinition(Name)]
public sealed class KafkaCollection : ICollectionFixture<KafkaFixture>
{
    public const string Name = "one cluster for several classes";
}
