using MiniKafka.Client;
using MiniKafka.Client.Cluster;
using MiniKafka.Client.Serialization;
using MiniKafka.Model;

namespace MiniKafka;

/// <content>Clients in the same process: they reach the brokers without sockets.</content>
public sealed partial class KafkaCluster
{
    /// <summary>A producer in this process, connected in memory. Dispose of it before the cluster.</summary>
    /// <param name="config">The configuration; addresses in it do not matter.</param>
    /// <param name="keySerializer">Writes keys; without it the one for the type from <see cref="Serdes"/>.</param>
    /// <param name="valueSerializer">Writes values; without it the one for the type from <see cref="Serdes"/>.</param>
    /// <param name="interceptors">See what is sent, one after the other.</param>
    /// <exception cref="KafkaException">The configuration contradicts itself.</exception>
    public Producer<TKey, TValue> CreateProducer<TKey, TValue>(
        ProducerConfig? config = null,
        ISerializer<TKey>? keySerializer = null,
        ISerializer<TValue>? valueSerializer = null,
        IEnumerable<IProducerInterceptor<TKey, TValue>>? interceptors = null) =>
        new(config ??= new ProducerConfig(), EnvironmentOf(config), keySerializer, valueSerializer, interceptors);

    /// <summary>A consumer of this cluster. Dispose of it before the cluster.</summary>
    /// <param name="config">The configuration; addresses in it do not matter.</param>
    /// <param name="keyDeserializer">Reads keys; needed for types other than those of <see cref="Serdes"/>.</param>
    /// <param name="valueDeserializer">Reads values; needed for types other than those of <see cref="Serdes"/>.</param>
    /// <param name="interceptors">See what is consumed, one after the other.</param>
    public Consumer<TKey, TValue> CreateConsumer<TKey, TValue>(
        ConsumerConfig? config = null,
        IDeserializer<TKey>? keyDeserializer = null,
        IDeserializer<TValue>? valueDeserializer = null,
        IEnumerable<IConsumerInterceptor<TKey, TValue>>? interceptors = null) =>
        new(config ??= new ConsumerConfig(), EnvironmentOf(config), keyDeserializer, valueDeserializer, interceptors);

    /// <summary>An administrative client of this cluster. Dispose of it before the cluster.</summary>
    /// <param name="config">The configuration; addresses in it do not matter.</param>
    public AdminClient CreateAdmin(AdminConfig? config = null) => new(config ??= new AdminConfig(), EnvironmentOf(config));

    /// <summary>Where a client of this process runs and how it reaches the cluster.</summary>
    private ClientEnvironment EnvironmentOf(ClientConfig config) =>
        new(_host, _network.TransportOf(LinkEnd.NameOfClient(config.ClientId)), InMemory.Bootstrap) { LoggerFactory = _options.LoggerFactory };
}
