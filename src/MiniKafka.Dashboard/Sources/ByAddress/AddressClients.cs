using MiniKafka.Client;
using MiniKafka.Dashboard.Sources.Clients;

namespace MiniKafka.Dashboard.Sources.ByAddress;

/// <summary>Clients that reach the brokers over TCP.</summary>
internal sealed class AddressClients(string bootstrapServers) : OwnClients
{
    protected override AdminClient MakeAdmin(AdminConfig config) => new(At(config));

    protected override IProducer<byte[]?, byte[]?> MakeProducer(ProducerConfig config) => new Producer<byte[]?, byte[]?>(At(config));

    protected override IConsumer<byte[]?, byte[]?> MakeConsumer(ConsumerConfig config) => new Consumer<byte[]?, byte[]?>(At(config));

    private T At<T>(T config)
        where T : ClientConfig
    {
        config.BootstrapServers = bootstrapServers;
        return config;
    }
}
