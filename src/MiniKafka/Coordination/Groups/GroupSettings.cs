using MiniKafka.Configuration.Effective;

namespace MiniKafka.Coordination.Groups;

/// <summary>The broker's settings about groups and offsets.</summary>
internal sealed record GroupSettings
{
    public int MinSessionTimeoutMs { get; init; } = 6_000;

    public int MaxSessionTimeoutMs { get; init; } = 1_800_000;

    /// <summary>How long an empty group waits for more members after the first.</summary>
    public int InitialRebalanceDelayMs { get; init; }

    /// <summary>How long a member that nobody has heard of before may wait for its first rebalance.</summary>
    public int NewMemberJoinTimeoutMs { get; init; } = 300_000;

    public int MaxSize { get; init; } = int.MaxValue;

    /// <summary>Longest metadata string of a committed offset, in UTF-16 units.</summary>
    public int OffsetMetadataMaxLength { get; init; } = 4096;

    public long OffsetsRetentionMs { get; init; } = 7L * 24 * 60 * 60 * 1000;

    public long OffsetsRetentionCheckIntervalMs { get; init; } = 600_000;

    public static GroupSettings From(BrokerConfig config) => new()
    {
        MinSessionTimeoutMs = config.GroupMinSessionTimeoutMs,
        MaxSessionTimeoutMs = config.GroupMaxSessionTimeoutMs,
        InitialRebalanceDelayMs = config.GroupInitialRebalanceDelayMs,
        MaxSize = config.GroupMaxSize,
        OffsetMetadataMaxLength = config.OffsetMetadataMaxBytes,
        OffsetsRetentionMs = config.OffsetsRetentionMinutes * 60_000L,
        OffsetsRetentionCheckIntervalMs = config.OffsetsRetentionCheckIntervalMs,
    };
}
