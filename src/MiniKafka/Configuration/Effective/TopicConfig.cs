using System.Collections.Immutable;
using MiniKafka.Configuration.Definitions;

namespace MiniKafka.Configuration.Effective;

/// <summary>
/// The effective values of a topic's keys that have an effect: its own, else the broker's, each under the key's name in Pascal case.
/// Immutable and cheap to read.
/// </summary>
internal sealed class TopicConfig(ConfigReader read)
{
    /// <summary>The values of a topic with some values of its own on a broker with these values.</summary>
    public static TopicConfig Of(BrokerConfigLayers broker, ImmutableSortedDictionary<string, string> overrides) =>
        new(new ConfigReader(ConfigTables.Topic, name => TopicDefaults.Effective(broker, overrides, name)));

    /// <summary>segment.bytes, unless the key for tests goes before it.</summary>
    public int SegmentBytes { get; } = read.OptionalInt("internal.segment.bytes") ?? read.Int("segment.bytes");

    /// <summary>cleanup.policy names delete.</summary>
    public bool IsDeleted { get; } = read.List("cleanup.policy").Contains("delete");

    /// <summary>cleanup.policy names compact.</summary>
    public bool IsCompacted { get; } = read.List("cleanup.policy").Contains("compact");

    public IReadOnlyList<string> LeaderReplicationThrottledReplicas { get; } = read.List("leader.replication.throttled.replicas");

    public IReadOnlyList<string> FollowerReplicationThrottledReplicas { get; } = read.List("follower.replication.throttled.replicas");

    public string CompressionType { get; } = read.String("compression.type");

    public int CompressionGzipLevel { get; } = read.Int("compression.gzip.level");

    public int CompressionLz4Level { get; } = read.Int("compression.lz4.level");

    public int CompressionZstdLevel { get; } = read.Int("compression.zstd.level");

    public long DeleteRetentionMs { get; } = read.Long("delete.retention.ms");

    public long FileDeleteDelayMs { get; } = read.Long("file.delete.delay.ms");

    public long FlushMessages { get; } = read.Long("flush.messages");

    public long FlushMs { get; } = read.Long("flush.ms");

    public int IndexIntervalBytes { get; } = read.Int("index.interval.bytes");

    public long MaxCompactionLagMs { get; } = read.Long("max.compaction.lag.ms");

    public int MaxMessageBytes { get; } = read.Int("max.message.bytes");

    public long MessageTimestampAfterMaxMs { get; } = read.Long("message.timestamp.after.max.ms");

    public long MessageTimestampBeforeMaxMs { get; } = read.Long("message.timestamp.before.max.ms");

    public string MessageTimestampType { get; } = read.String("message.timestamp.type");

    public double MinCleanableDirtyRatio { get; } = read.Double("min.cleanable.dirty.ratio");

    public long MinCompactionLagMs { get; } = read.Long("min.compaction.lag.ms");

    public int MinInsyncReplicas { get; } = read.Int("min.insync.replicas");

    public long RetentionBytes { get; } = read.Long("retention.bytes");

    public long RetentionMs { get; } = read.Long("retention.ms");

    public int SegmentIndexBytes { get; } = read.Int("segment.index.bytes");

    public long SegmentMs { get; } = read.Long("segment.ms");

    public bool UncleanLeaderElectionEnable { get; } = read.Boolean("unclean.leader.election.enable");
}
