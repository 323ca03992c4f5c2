namespace MiniKafka.Replication.Followers;

/// <summary>How followers fetch.</summary>
/// <param name="MaxBytesPerPartition">replica.fetch.max.bytes.</param>
/// <param name="Backoff">replica.fetch.backoff.ms: how long a partition that failed rests.</param>
internal sealed record FollowerSettings(int MaxBytesPerPartition, TimeSpan Backoff)
{
    /// <summary>How fast this broker may copy from others; null for as fast as it can.</summary>
    public ReplicationQuota? Quota { get; init; }
}
