using System.Buffers;
using MiniKafka.Model;
using MiniKafka.Records;
using MiniKafka.Runtime.Buffers;
using MiniKafka.Storage;
using MiniKafka.Storage.Logs;

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
        var refused = Refusal(partition, parameters, request);
        if (refused != ErrorCode.None)
        {
            return FetchPartitionResult.Error(refused);
        }

        if (NearReplica(partition, parameters, request) is { } near)
        {
            return StateOf(partition) with { PreferredReadReplica = near };
        }

        if (request.LastFetchedEpoch >= 0 && FindDivergence(partition.Log, request, out var unknown) is { } parted)
        {
            return unknown || request.FetchOffset < partition.Log.LogStartOffset
                ? FetchPartitionResult.Error(ErrorCode.OffsetOutOfRange)
                : StateOf(partition) with { DivergingEpoch = parted };
        }

        var bound = BoundOf(parameters);
        var isHeldBack = IsHeldBack(partition, parameters);
        var read = partition.Log.Read(request.FetchOffset, isHeldBack ? 0 : Math.Max(maxBytes, 0), bound, minOneMessage && maxBytes >= 0 && !isHeldBack);
        if (read.Error != ErrorCode.None)
        {
            return FetchPartitionResult.Error(read.Error);
        }

        if (maxBytes < 0 && request.FetchOffset < EndOf(read, bound))
        {
            return FetchPartitionResult.Error(ErrorCode.UnknownServerError);
        }

        if (IsStale(partition, parameters))
        {
            read.Records.Release();
            return FetchPartitionResult.Error(ErrorCode.NotLeaderOrFollower);
        }

        var isTorn = HasTornBeginning(read.Records);
        if (isTorn)
        {
            read.Records.Release();
        }

        return new FetchPartitionResult
        {
            HighWatermark = read.HighWatermark,
            LastStableOffset = read.LastStableOffset,
            LogStartOffset = read.LogStartOffset,
            Records = isTorn ? SharedBytes.Empty : read.Records,
            AbortedTransactions = isTorn ? null : read.AbortedTransactions,
        };
    }

    /// <summary>Why the partition may not be read here and now by who asks; none when it may.</summary>
    private static ErrorCode Refusal(Partition partition, FetchParameters parameters, in FetchPartition request)
    {
        // A consumer that says where it is may read from any replica (KIP-392), and so may a replica that is about to move.
        var leaderOnly = parameters.IsFollower || (parameters.RackId is null && !parameters.IsFutureReplica);
        var error = partition.CheckEpoch(request.CurrentLeaderEpoch, leaderOnly);
        if (error != ErrorCode.None)
        {
            return error;
        }

        if (parameters.IsFollower && !partition.State.Replicas.Contains(parameters.ReplicaId))
        {
            // One that knows the epoch is taken for a replica to come, and asks again.
            return request.CurrentLeaderEpoch >= 0 ? ErrorCode.UnknownLeaderEpoch : ErrorCode.NotLeaderOrFollower;
        }

        // In the middle of a cut neither its epochs nor its end are what its files have.
        return partition.Log.Jobs.StopsService ? ErrorCode.KafkaStorageError : ErrorCode.None;
    }

    /// <summary>Whether a follower's log is one with ours up to where it fetches, under the same leader and in its present life.</summary>
    public static bool IsInLine(Partition partition, FetchParameters parameters, in FetchPartition request) =>
        partition.CheckEpoch(request.CurrentLeaderEpoch, leaderOnly: true) == ErrorCode.None
        && !IsStale(partition, parameters)
        && (request.LastFetchedEpoch < 0 || (FindDivergence(partition.Log, request, out _) is null && !IsForgotten(partition.Log, request)));

    /// <summary>Whether a follower that is not in sync gets nothing for the moment, as it got more than its rate.</summary>
    public static bool IsHeldBack(Partition partition, FetchParameters parameters) =>
        parameters.IsFollower && partition.Context?.LeaderQuota is { } quota
        && quota.HoldsBack(partition.Id.TopicPartition) && !partition.State.InSyncReplicas.Contains(parameters.ReplicaId);

    /// <summary>
    /// A fetch from an earlier life of a follower that has registered anew since: what it had then it may have lost (KIP-903).
    /// </summary>
    private static bool IsStale(Partition partition, FetchParameters parameters) =>
        parameters.HasReplicaEpoch && partition.Context is { } context && context.EpochOf(parameters.ReplicaId) > parameters.ReplicaEpoch;

    /// <summary>An in-sync replica in the consumer's rack that has what it asks for, when the leader is elsewhere.</summary>
    private static int? NearReplica(Partition partition, FetchParameters parameters, in FetchPartition request)
    {
        if (partition.Context is not { PrefersNearReplicas: true } context || !partition.IsLeader || parameters.IsFollower || string.IsNullOrEmpty(parameters.RackId)
            || context.RackOf(partition.State.Leader) == parameters.RackId)
        {
            return null;
        }

        foreach (var replica in partition.State.InSyncReplicas)
        {
            if (context.RackOf(replica) == parameters.RackId && partition.Follower(replica) is { } follower
                && follower.LogStartOffset <= request.FetchOffset && request.FetchOffset <= follower.LogEndOffset)
            {
                return replica;
            }
        }

        return null;
    }

    /// <summary>A limit may cut the last batch, but a reader cannot do anything with the beginning of the first.</summary>
    private static bool HasTornBeginning(in SharedBytes records)
    {
        if (records.IsEmpty)
        {
            return false;
        }

        Span<byte> start = stackalloc byte[RecordBatchFormat.OverheadBytes];
        if (records.Length < start.Length)
        {
            return true;
        }

        records.Sequence.Slice(0, start.Length).CopyTo(start);
        return new RecordBatchView(start).SizeInBytes > records.Length;
    }

    /// <summary>Where the log is, without records.</summary>
    private static FetchPartitionResult StateOf(Partition partition) => new()
    {
        HighWatermark = partition.Log.HighWatermark,
        LastStableOffset = partition.Log.LastStableOffset,
        LogStartOffset = partition.Log.LogStartOffset,
    };

    private static long EndOf(in LogReadResult read, LogReadBound bound) => bound switch
    {
        LogReadBound.LogEnd => read.LogEndOffset,
        LogReadBound.LastStableOffset => read.LastStableOffset,
        _ => read.HighWatermark,
    };

    private static LogReadBound BoundOf(FetchParameters parameters) => parameters.IsFollower || parameters.IsFutureReplica
        ? LogReadBound.LogEnd
        : parameters.Isolation == IsolationLevel.ReadCommitted ? LogReadBound.LastStableOffset : LogReadBound.HighWatermark;

    /// <summary>
    /// All that the follower has from an earlier leader lies before where our log begins, and nobody can tell any more whether it is what we had:
    /// as a leader it would show it again. It lets go of that when it hears where we begin.
    /// </summary>
    private static bool IsForgotten(PartitionLog log, in FetchPartition request) =>
        request.LogStartOffset >= 0 && request.LogStartOffset < log.LogStartOffset && log.Epochs.Epochs is [var earliest, ..] && request.LastFetchedEpoch < earliest.Epoch;

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
