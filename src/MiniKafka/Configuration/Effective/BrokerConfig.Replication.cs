namespace MiniKafka.Configuration.Effective;

/// <summary>Keys about replicas and leaders.</summary>
internal sealed partial class BrokerConfig
{
    public int ReplicaFetchMaxBytes { get; } = read.Int("replica.fetch.max.bytes");

    public int ReplicaFetchResponseMaxBytes { get; } = read.Int("replica.fetch.response.max.bytes");

    public int ReplicaFetchMinBytes { get; } = read.Int("replica.fetch.min.bytes");

    public int ReplicaFetchWaitMaxMs { get; } = read.Int("replica.fetch.wait.max.ms");

    public int ReplicaFetchBackoffMs { get; } = read.Int("replica.fetch.backoff.ms");

    public long ReplicaLagTimeMaxMs { get; } = read.Long("replica.lag.time.max.ms");

    public long ReplicaHighWatermarkCheckpointIntervalMs { get; } = read.Long("replica.high.watermark.checkpoint.interval.ms");

    public int ReplicaSocketTimeoutMs { get; } = read.Int("replica.socket.timeout.ms");

    public string? ReplicaSelectorClass { get; } = read.OptionalString("replica.selector.class");

    public int ReplicationQuotaWindowNum { get; } = read.Int("replication.quota.window.num");

    public int ReplicationQuotaWindowSizeSeconds { get; } = read.Int("replication.quota.window.size.seconds");

    public int MinInsyncReplicas { get; } = read.Int("min.insync.replicas");

    public bool AutoLeaderRebalanceEnable { get; } = read.Boolean("auto.leader.rebalance.enable");

    public long LeaderImbalanceCheckIntervalSeconds { get; } = read.Long("leader.imbalance.check.interval.seconds");

    public int LeaderImbalancePerBrokerPercentage { get; } = read.Int("leader.imbalance.per.broker.percentage");

    public long UncleanLeaderElectionIntervalMs { get; } = read.Long("unclean.leader.election.interval.ms");
}
