using MiniKafka.Configuration.Definitions;
using MiniKafka.Configuration.Keys;

namespace MiniKafka.Configuration;

/// <summary>The tables of all keys, by what they configure.</summary>
internal static class ConfigTables
{
    public static ConfigTable Broker { get; } = new(
        "broker",
        BrokerKeys.All,
        LogKeys.All,
        CleanerKeys.All,
        ReplicationKeys.All,
        QuorumKeys.All,
        NetworkKeys.All,
        GroupKeys.All,
        ShareGroupKeys.All,
        StreamsGroupKeys.All,
        TransactionKeys.All,
        QuotaKeys.All,
        RemoteStorageKeys.All,
        SecurityKeys.All,
        SslKeys.All,
        SaslKeys.All,
        OAuthKeys.All);

    public static ConfigTable Topic { get; } = new("topic", TopicKeys.All);

    public static ConfigTable Group { get; } = new("group", GroupConfigKeys.All);

    public static ConfigTable ClientMetrics { get; } = new("client metrics", ClientMetricsKeys.All);

    public static ConfigTable Producer { get; } = new("producer", ClientKeys.All, ClientKeys.Security, ProducerKeys.All);

    public static ConfigTable Consumer { get; } = new("consumer", ClientKeys.All, ClientKeys.Security, ConsumerKeys.All);

    public static ConfigTable Admin { get; } = new("admin", ClientKeys.All, ClientKeys.Security, AdminKeys.All);
}
