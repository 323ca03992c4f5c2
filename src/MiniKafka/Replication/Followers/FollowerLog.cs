using MiniKafka.Model;
using MiniKafka.Storage;
using MiniKafka.Storage.Logs;

namespace MiniKafka.Replication.Followers;

/// <summary>
/// Brings a follower's log along with what its leader answered. Stateless.
/// </summary>
/// <remarks>
/// 1. The leader compares the epoch of our last record with its own log. 2. Where the logs parted it tells the end of the largest epoch both may
/// share; what we have beyond is cut off and the fetch begins again there (KIP-101, KIP-279). While a worker forces our log it cannot be cut: then
/// nothing is done, and the leader's next answer to the same request says the same. Where somebody else holds our files, the partition rests in between. 3. Records are appended as they are. 4. The watermark
/// is the leader's, as far as our log reaches.
/// </remarks>
internal static class FollowerLog
{
    /// <summary>What to ask the leader for.</summary>
    public static FetchPartition Request(Partition partition, int maxBytes)
    {
        var log = partition.Log;
        return new FetchPartition(log.LogEndOffset, maxBytes, partition.State.LeaderEpoch, log.Epochs.EpochOf(log.LogEndOffset - 1), log.LogStartOffset);
    }

    /// <summary>Takes in an answer without an error.</summary>
    public static ErrorCode Take(Partition partition, in FetchPartitionResult result)
    {
        var log = partition.Log;
        if (result.DivergingEpoch is { } parted)
        {
            if (log.Jobs.IsIdle)
            {
                CutTo(log, CommonEnd(log, parted), result.LogStartOffset);
            }

            return log.Jobs.IsUnfinished ? ErrorCode.KafkaStorageError : ErrorCode.None;
        }

        if (!result.Records.IsEmpty)
        {
            var appended = log.AppendAsFollower(result.Records);
            if (!appended.IsSuccess)
            {
                return appended.Error;
            }
        }

        partition.FollowHighWatermark(result.HighWatermark);
        if (result.LogStartOffset > log.LogStartOffset)
        {
            log.IncrementLogStartOffset(Math.Min(result.LogStartOffset, log.HighWatermark));
            if (log.LogStartOffset == log.LogEndOffset)
            {
                // Perhaps nobody can tell any more whether what we have is what the leader had: it must not be shown again after a crash.
                log.RemoveBelowStart();
            }
            else
            {
                log.FreeBelowStart();
            }
        }

        return ErrorCode.None;
    }

    /// <summary>
    /// What the leader has does not touch what we have: begin where it begins, or end where it ends. False when somebody else holds our files.
    /// </summary>
    public static bool Realign(Partition partition, in LeaderOffsets leader)
    {
        var log = partition.Log;
        if (!log.Jobs.IsIdle)
        {
            return !log.Jobs.IsUnfinished;
        }

        if (log.LogEndOffset < leader.LogStartOffset)
        {
            log.TruncateFullyAndStartAt(leader.LogStartOffset);
        }
        else if (log.LogEndOffset > leader.LogEndOffset)
        {
            CutTo(log, leader.LogEndOffset, leader.LogStartOffset);
        }

        return !log.Jobs.IsUnfinished;
    }

    /// <summary>When all that we have lies beyond, we have nothing in common with the leader, and begin where it begins.</summary>
    private static void CutTo(PartitionLog log, long commonEnd, long leaderStart)
    {
        if (commonEnd < log.LogStartOffset)
        {
            log.TruncateFullyAndStartAt(leaderStart);
        }
        else
        {
            log.TruncateTo(commonEnd);
        }
    }

    private static long CommonEnd(PartitionLog log, EpochEndOffset leader)
    {
        var (epoch, end) = log.Epochs.EndOffsetFor(leader.LeaderEpoch, log.LogEndOffset);
        return epoch == LeaderEpochCache.Undefined ? Math.Min(leader.EndOffset, log.LogEndOffset)
            : epoch != leader.LeaderEpoch ? Math.Min(end, log.LogEndOffset)
            : Math.Min(Math.Min(leader.EndOffset, end), log.LogEndOffset);
    }
}
