using System.Buffers;
using System.Buffers.Binary;
using MiniKafka.Model;
using MiniKafka.Records;
using MiniKafka.Runtime.Buffers;
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
        // A reader that says where it is may read from any replica (KIP-392).
        var error = partition.CheckEpoch(request.CurrentLeaderEpoch, leaderOnly: parameters.IsFollower || parameters.RackId is null);
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

        if (maxBytes < 0)
        {
            return FetchPartitionResult.Error(ErrorCode.UnknownServerError);
        }

        if (NearReplica(partition, parameters, request) is { } near)
        {
            return new FetchPartitionResult
            {
                HighWatermark = partition.Log.HighWatermark,
                LastStableOffset = partition.Log.LastStableOffset,
                LogStartOffset = partition.Log.LogStartOffset,
                PreferredReadReplica = near,
                AbortedTransactions = parameters.Isolation == IsolationLevel.ReadCommitted ? [] : null,
            };
        }

        var read = partition.Log.Read(request.FetchOffset, maxBytes, BoundOf(parameters), minOneMessage);
        if (read.Error != ErrorCode.None)
        {
            return FetchPartitionResult.Error(read.Error);
        }

        if (IsStale(partition, parameters))
        {
            read.Records.Release();
            return FetchPartitionResult.Error(ErrorCode.NotLeaderOrFollower);
        }

        return new FetchPartitionResult
        {
            HighWatermark = read.HighWatermark,
            LastStableOffset = read.LastStableOffset,
            LogStartOffset = read.LogStartOffset,
            Records = WithoutTornBeginning(read.Records),
            AbortedTransactions = read.AbortedTransactions,
        };
    }

    /// <summary>Whether a follower's log is one with ours up to where it fetches, under the same leader and in its present life.</summary>
    public static bool IsInLine(Partition partition, FetchParameters parameters, in FetchPartition request) =>
        partition.CheckEpoch(request.CurrentLeaderEpoch, leaderOnly: true) == ErrorCode.None
        && !IsStale(partition, parameters)
        && (request.LastFetchedEpoch < 0 || FindDivergence(partition.Log, request, out _) is null);

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
    private static SharedBytes WithoutTornBeginning(in SharedBytes records)
    {
        if (records.IsEmpty)
        {
            return records;
        }

        Span<byte> start = stackalloc byte[RecordBatchFormat.LengthOverheadBytes];
        if (records.Length >= start.Length)
        {
            records.Sequence.Slice(0, start.Length).CopyTo(start);
            if (BinaryPrimitives.ReadInt32BigEndian(start[RecordBatchFormat.LengthPosition..]) + start.Length <= records.Length)
            {
                return records;
            }
        }

        records.Release();
        return SharedBytes.Empty;
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
