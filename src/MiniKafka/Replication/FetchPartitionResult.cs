using MiniKafka.Model;
using MiniKafka.Runtime.Buffers;
using MiniKafka.Storage.Producers;

namespace MiniKafka.Replication;

/// <summary>
/// What one partition answers a reader. Holds the lease of <see cref="Records"/>: whoever takes the result releases it
/// once the bytes have been sent or are not wanted.
/// </summary>
internal readonly record struct FetchPartitionResult
{
    public FetchPartitionResult()
    {
    }

    public ErrorCode ErrorCode { get; init; }

    public long HighWatermark { get; init; } = -1;

    public long LastStableOffset { get; init; } = -1;

    public long LogStartOffset { get; init; } = -1;

    public SharedBytes Records { get; init; }

    /// <summary>Aborted transactions within the bytes, for readers of committed records; otherwise null.</summary>
    public IReadOnlyList<AbortedTransaction>? AbortedTransactions { get; init; }

    /// <summary>Where the reader's log parted from ours, when it did.</summary>
    public EpochEndOffset? DivergingEpoch { get; init; }

    /// <summary>A replica nearer to the reader, or -1.</summary>
    public int PreferredReadReplica { get; init; } = -1;

    /// <summary>True when a waiting reader is better served at once.</summary>
    public bool EndsTheWait => ErrorCode != ErrorCode.None || DivergingEpoch is not null || PreferredReadReplica >= 0;

    public static FetchPartitionResult Error(ErrorCode code) => new() { ErrorCode = code };
}

/// <summary>An epoch and the offset at which it ended.</summary>
internal readonly record struct EpochEndOffset(int LeaderEpoch, long EndOffset);
