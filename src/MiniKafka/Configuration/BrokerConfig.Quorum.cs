namespace MiniKafka.Configuration;

/// <summary>Keys about the metadata log.</summary>
internal sealed partial class BrokerConfig
{
    public IReadOnlyList<string> ControllerListenerNames { get; } = read.List("controller.listener.names");

    public IReadOnlyList<string> ControllerQuorumVoters { get; } = read.List("controller.quorum.voters");

    public IReadOnlyList<string> ControllerQuorumBootstrapServers { get; } = read.List("controller.quorum.bootstrap.servers");

    public int ControllerQuorumElectionTimeoutMs { get; } = read.Int("controller.quorum.election.timeout.ms");

    public int ControllerQuorumElectionBackoffMaxMs { get; } = read.Int("controller.quorum.election.backoff.max.ms");

    public int ControllerQuorumFetchTimeoutMs { get; } = read.Int("controller.quorum.fetch.timeout.ms");

    public int ControllerQuorumAppendLingerMs { get; } = read.Int("controller.quorum.append.linger.ms");

    public int ControllerQuorumRequestTimeoutMs { get; } = read.Int("controller.quorum.request.timeout.ms");

    public int ControllerQuorumRetryBackoffMs { get; } = read.Int("controller.quorum.retry.backoff.ms");

    public int ControllerQuorumFetchMaxBytes { get; } = read.Int("controller.quorum.fetch.max.bytes");

    public int ControllerQuorumFetchSnapshotMaxBytes { get; } = read.Int("controller.quorum.fetch.snapshot.max.bytes");

    public string? MetadataLogDir { get; } = read.OptionalString("metadata.log.dir");

    public int MetadataLogSegmentBytes { get; } = read.Int("metadata.log.segment.bytes");

    public long MetadataLogSegmentMs { get; } = read.Long("metadata.log.segment.ms");

    public long MetadataMaxRetentionBytes { get; } = read.Long("metadata.max.retention.bytes");

    public long MetadataMaxRetentionMs { get; } = read.Long("metadata.max.retention.ms");

    public long MetadataLogMaxRecordBytesBetweenSnapshots { get; } = read.Long("metadata.log.max.record.bytes.between.snapshots");

    public long MetadataLogMaxSnapshotIntervalMs { get; } = read.Long("metadata.log.max.snapshot.interval.ms");

    public int MetadataMaxIdleIntervalMs { get; } = read.Int("metadata.max.idle.interval.ms");
}
