using MiniKafka.Client;
using MiniKafka.Dashboard.Sources.Clients;

namespace MiniKafka.Dashboard.Sources.InProcess;

/// <summary>Clients that reach the brokers in memory.</summary>
internal sealed class InProcessClients(KafkaCluster kafka) : OwnClients
{
    protected override AdminClient MakeAdmin(AdminConfig config) => kafka.CreateAdmin(config);

    protected override IProducer<byte[]?, byte[]?> MakeProducer(ProducerConfig config) => kafka.CreateProducer<byte[]?, byte[]?>(config);

    protected override IConsumer<byte[]?, byte[]?> MakeConsumer(ConsumerConfig config) => kafka.CreateConsumer<byte[]?, byte[]?>(config);
}
