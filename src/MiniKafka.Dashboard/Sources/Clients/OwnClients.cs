using MiniKafka.Client;

namespace MiniKafka.Dashboard.Sources.Clients;

/// <summary>
/// The dashboard's own clients, each made when it is needed first. Whoever looks gives a broker up soon that does not answer, because somebody paused
/// it perhaps, since the next look comes in a second; a change has Kafka's usual time.
/// </summary>
internal abstract class OwnClients : IAsyncDisposable
{
    private const string ClientId = "minikafka-dashboard";
    private const int LookWithinMs = 3_000;

    private readonly Lazy<AdminClient> _looking;
    private readonly Lazy<AdminClient> _changing;

    protected OwnClients()
    {
        _looking = new Lazy<AdminClient>(() => MakeAdmin(Named(new AdminConfig
        {
            RequestTimeoutMs = LookWithinMs, SocketConnectionSetupTimeoutMs = LookWithinMs, DefaultApiTimeoutMs = LookWithinMs,
        })));
        _changing = new Lazy<AdminClient>(() => MakeAdmin(Named(new AdminConfig())));
    }

    /// <summary>For what is shown.</summary>
    public IAdminClient Looking => _looking.Value;

    /// <summary>For what is changed.</summary>
    public IAdminClient Changing => _changing.Value;

    /// <summary>One for a single message, so that there is nothing to keep alive between two of them.</summary>
    public IProducer<byte[]?, byte[]?> CreateProducer() => MakeProducer(Named(new ProducerConfig { DeliveryTimeoutMs = 30_000, RequestTimeoutMs = 10_000 }));

    /// <summary>One for a single look at messages; it belongs to no group.</summary>
    public IConsumer<byte[]?, byte[]?> CreateConsumer() => MakeConsumer(Named(new ConsumerConfig
    {
        EnableAutoCommit = false, EnablePartitionEof = true, AutoOffsetReset = AutoOffsetReset.Earliest, FetchMaxWaitMs = 50, AllowAutoCreateTopics = false,
    }));

    public async ValueTask DisposeAsync()
    {
        foreach (var admin in new[] { _looking, _changing })
        {
            if (admin.IsValueCreated)
            {
                await admin.Value.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    protected abstract AdminClient MakeAdmin(AdminConfig config);

    protected abstract IProducer<byte[]?, byte[]?> MakeProducer(ProducerConfig config);

    protected abstract IConsumer<byte[]?, byte[]?> MakeConsumer(ConsumerConfig config);

    private static T Named<T>(T config)
        where T : ClientConfig
    {
        config.ClientId = ClientId;
        return config;
    }
}
