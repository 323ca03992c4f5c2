using MiniKafka.Client;
using MiniKafka.Client.Serialization;

namespace MiniKafka;

/// <content>Clients in the same process: they reach the brokers without sockets.</content>
public sealed partial class KafkaCluster
{
    /// <summary>A consumer of this cluster. Dispose of it before the cluster.</summary>
    /// <param name="config">The configuration; addresses in it do not matter.</param>
    /// <param name="keyDeserializer">Reads keys; needed for types other than those of <see cref="Serdes"/>.</param>
    /// <param name="valueDeserializer">Reads values; needed for types other than those of <see cref="Serdes"/>.</param>
    public Consumer<TKey, TValue> CreateConsumer<TKey, TValue>(
        ConsumerConfig? config = null, IDeserializer<TKey>? keyDeserializer = null, IDeserializer<TValue>? valueDeserializer = null) =>
        new(config ?? new ConsumerConfig(), ClientEnvironment, keyDeserializer, valueDeserializer);

    /// <summary>An administrative client of this cluster. Dispose of it before the cluster.</summary>
    /// <param name="config">The configuration; addresses in it do not matter.</param>
    public AdminClient CreateAdmin(AdminConfig? config = null) => new(config ?? new AdminConfig(), ClientEnvironment);
}
