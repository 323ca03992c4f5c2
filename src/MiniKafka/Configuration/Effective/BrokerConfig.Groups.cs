namespace MiniKafka.Configuration.Effective;

/// <summary>Keys about groups and offsets.</summary>
internal sealed partial class BrokerConfig
{
    public int GroupMinSessionTimeoutMs { get; } = read.Int("group.min.session.timeout.ms");

    public int GroupMaxSessionTimeoutMs { get; } = read.Int("group.max.session.timeout.ms");

    public int GroupInitialRebalanceDelayMs { get; } = read.Int("group.initial.rebalance.delay.ms");

    public int GroupMaxSize { get; } = read.Int("group.max.size");

    public int OffsetMetadataMaxBytes { get; } = read.Int("offset.metadata.max.bytes");

    public int OffsetsCommitTimeoutMs { get; } = read.Int("offsets.commit.timeout.ms");

    public int OffsetsRetentionMinutes { get; } = read.Int("offsets.retention.minutes");

    public long OffsetsRetentionCheckIntervalMs { get; } = read.Long("offsets.retention.check.interval.ms");

    public int OffsetsTopicNumPartitions { get; } = read.Int("offsets.topic.num.partitions");

    public short OffsetsTopicReplicationFactor { get; } = read.Short("offsets.topic.replication.factor");

    public int OffsetsTopicSegmentBytes { get; } = read.Int("offsets.topic.segment.bytes");
}
