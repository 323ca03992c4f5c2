namespace MiniKafka.Configuration.Effective;

/// <summary>Keys about the metadata log.</summary>
internal sealed partial class BrokerConfig
{
    public int ControllerQuorumElectionTimeoutMs { get; } = read.Int("controller.quorum.election.timeout.ms");

    public int ControllerQuorumElectionBackoffMaxMs { get; } = read.Int("controller.quorum.election.backoff.max.ms");

    public int ControllerQuorumFetchTimeoutMs { get; } = read.Int("controller.quorum.fetch.timeout.ms");

    public int ControllerQuorumRequestTimeoutMs { get; } = read.Int("controller.quorum.request.timeout.ms");

    public int ControllerQuorumRetryBackoffMs { get; } = read.Int("controller.quorum.retry.backoff.ms");

    public int ControllerQuorumFetchMaxBytes { get; } = read.Int("controller.quorum.fetch.max.bytes");

    public int MetadataLogSegmentBytes { get; } = read.Int("metadata.log.segment.bytes");

    public long MetadataLogSegmentMs { get; } = read.Long("metadata.log.segment.ms");

    public long MetadataMaxRetentionBytes { get; } = read.Long("metadata.max.retention.bytes");

    public long MetadataMaxRetentionMs { get; } = read.Long("metadata.max.retention.ms");

    public long MetadataLogMaxRecordBytesBetweenSnapshots { get; } = read.Long("metadata.log.max.record.bytes.between.snapshots");

    public long MetadataLogMaxSnapshotIntervalMs { get; } = read.Long("metadata.log.max.snapshot.interval.ms");
}
