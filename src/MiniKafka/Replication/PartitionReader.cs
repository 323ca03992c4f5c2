using MiniKafka.Model;
using MiniKafka.Storage;

namespace MiniKafka.Replication;

/// <summary>Reads one partition for a fetch: epochs first, then divergence, then bytes. Stateless.</summary>
internal static class PartitionReader
{
    public static FetchPartitionResult Read(
        Partition partition,
        FetchParameters parameters,
        in FetchPartition request,
        int maxBytes,
        bool minOneMessage)
    {
        var error = partition.CheckEpoch(request.CurrentLeaderEpoch, leaderOnly: true);
        if (error == ErrorCode.None && parameters.IsFollower && !partition.State.Replicas.Contains(parameters.ReplicaId))
        {
            error = ErrorCode.NotLeaderOrFollower;
        }

        if (error != ErrorCode.None)
        {
            return FetchPartitionResult.Error(error);
        }

        if (request.LastFetchedEpoch >= 0 && FindDivergence(partition.Log, request, out var unknown) is { } parted)
        {
            return unknown
                ? FetchPartitionResult.Error(ErrorCode.OffsetOutOfRange)
                : new FetchPartitionResult
                {
                    HighWatermark = partition.Log.HighWatermark,
                    LastStableOffset = partition.Log.LastStableOffset,
                    LogStartOffset = partition.Log.LogStartOffset,
                    DivergingEpoch = parted,
                };
        }

        var read = partition.Log.Read(request.FetchOffset, maxBytes, BoundOf(parameters), minOneMessage);
        return read.Error != ErrorCode.None
            ? FetchPartitionResult.Error(read.Error)
            : new FetchPartitionResult
            {
                HighWatermark = read.HighWatermark,
                LastStableOffset = read.LastStableOffset,
                LogStartOffset = read.LogStartOffset,
                Records = read.Records,
                AbortedTransactions = read.AbortedTransactions,
            };
    }

    private static LogReadBound BoundOf(FetchParameters parameters) => parameters.IsFollower
        ? LogReadBound.LogEnd
        : parameters.Isolation == IsolationLevel.ReadCommitted ? LogReadBound.LastStableOffset : LogReadBound.HighWatermark;

    /// <summary>
    /// The reader's last epoch ended earlier here than where it reads, or never existed: its log parted from ours (KIP-595).
    /// An epoch nobody knows is an offset out of range.
    /// </summary>
    private static EpochEndOffset? FindDivergence(PartitionLog log, in FetchPartition request, out bool unknown)
    {
        var (epoch, endOffset) = log.Epochs.EndOffsetFor(request.LastFetchedEpoch, log.LogEndOffset);
        unknown = epoch == LeaderEpochCache.Undefined;
        return unknown || epoch < request.LastFetchedEpoch || endOffset < request.FetchOffset
            ? new EpochEndOffset(epoch, endOffset)
            : null;
    }
}
