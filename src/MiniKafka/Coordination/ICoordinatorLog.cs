using MiniKafka.Model;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Coordination;

/// <summary>The partitions of one internal topic, as far as a coordinator needs them. Called on the runtime's loop.</summary>
internal interface ICoordinatorLog
{
    /// <summary>How many partitions the topic has.</summary>
    int PartitionCount { get; }

    /// <summary>
    /// Appends a batch as leader, to be committed by all in-sync replicas. Takes over the hold on the batch. Committing
    /// is told through <see cref="CoordinatorRuntime{TState}.OnHighWatermark"/>, at the earliest during this call.
    /// </summary>
    CoordinatorAppend Append(int partition, int leaderEpoch, SharedBytes batch);

    /// <summary>From where to where the partition reaches here; null when it is not here.</summary>
    CoordinatorLogRange? GetRange(int partition);

    /// <summary>
    /// Whole batches from the one that holds the offset on, uncommitted ones included; empty at the end of the log. The
    /// caller releases them.
    /// </summary>
    ValueTask<SharedBytes> ReadAsync(int partition, long offset, CancellationToken cancellation);
}

/// <summary>What became of an append.</summary>
/// <param name="Error">None, or why nothing was written.</param>
/// <param name="BaseOffset">The offset of the first record.</param>
internal readonly record struct CoordinatorAppend(ErrorCode Error, long BaseOffset);

/// <summary>The extent of a partition's log.</summary>
/// <param name="StartOffset">First offset there is.</param>
/// <param name="EndOffset">Offset of the next record.</param>
/// <param name="HighWatermark">Offset up to which everything is committed.</param>
internal readonly record struct CoordinatorLogRange(long StartOffset, long EndOffset, long HighWatermark);
