using MiniKafka.Configuration.Definitions;

namespace MiniKafka.Configuration.Effective;

/// <summary>
/// The effective values of a broker's keys that code may ask for, each under the key's name in Pascal case. Immutable: a change of
/// configuration makes a new one. This part: the broker as a whole.
/// </summary>
internal sealed partial class BrokerConfig(ConfigReader read)
{
    private const long MillisecondsPerHour = 3_600_000;

    /// <summary>node.id, or broker.id without it; null when neither is given.</summary>
    public int? NodeId { get; } = read.OptionalInt("node.id") ?? (read.Int("broker.id") is >= 0 and var older ? older : null);

    public string? BrokerRack { get; } = read.OptionalString("broker.rack");

    public int BrokerHeartbeatIntervalMs { get; } = read.Int("broker.heartbeat.interval.ms");

    public int BrokerSessionTimeoutMs { get; } = read.Int("broker.session.timeout.ms");

    public int NumIoThreads { get; } = read.Int("num.io.threads");


    public int BackgroundThreads { get; } = read.Int("background.threads");

    public bool AutoCreateTopicsEnable { get; } = read.Boolean("auto.create.topics.enable");

    public bool DeleteTopicEnable { get; } = read.Boolean("delete.topic.enable");

    public int NumPartitions { get; } = read.Int("num.partitions");

    public int DefaultReplicationFactor { get; } = read.Int("default.replication.factor");

    public int FetchMaxBytes { get; } = read.Int("fetch.max.bytes");

    public int MaxIncrementalFetchSessionCacheSlots { get; } = read.Int("max.incremental.fetch.session.cache.slots");

    public int MaxRequestPartitionSizeLimit { get; } = read.Int("max.request.partition.size.limit");
}
