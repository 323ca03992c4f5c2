namespace MiniKafka.CompatibilityTests.ConfluentClient;

// Within the namespace, where they go before the names of the namespaces around it: as in a file of somebody else's project.
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using MiniKafka;

/// <summary>A user's test as it is written: both namespaces stand above it, and every type is named as it is.</summary>
public sealed class BothUsingsTests
{
    [Fact]
    public async Task Both_namespaces_are_used_in_one_file_without_qualifying_a_name()
    {
        KafkaClusterOptions? seen = null;
        List<KafkaBrokerState> states = [];
        EventHandler<KafkaBrokerStateChangedEventArgs> changed = (_, change) => states.Add(change.State);
        await using KafkaCluster kafka = await KafkaCluster.StartAsync(options =>
        {
            seen = options;
            options.Listen();
            KafkaTopics topics = options.Topics;
            topics.Add(new KafkaTopic("orders", Partitions: 2));
        });
        KafkaBroker broker = kafka.Brokers[0];
        broker.StateChanged += changed;
        Links links = kafka.Links;
        LinkEnd clients = LinkEnd.AllClients;
        Link link = links.Between(broker, clients);
        link.Heal();
        using var producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = kafka.BootstrapServers }).Build();
        DeliveryResult<string, string> delivered = await producer.ProduceAsync("orders", new Message<string, string> { Key = "k", Value = "v" });
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = kafka.BootstrapServers }).Build();
        await admin.CreateTopicsAsync([new TopicSpecification { Name = "bills", NumPartitions = 1, ReplicationFactor = 1 }]);

        Assert.Equal(PersistenceStatus.Persisted, delivered.Status);
        Assert.Equal(KafkaBrokerState.Running, broker.State);
        Assert.NotNull(seen);
    }
}
