using MiniKafka.Model;
using MiniKafka.Runtime.Buffers;
using MiniKafka.Storage;
using MiniKafka.Storage.Logs;

namespace MiniKafka.Replication;

/// <summary>
/// The replica of one partition on this broker: its log, and its part as leader or follower. Owned by the broker's loop.
/// Invariant: the leader's high watermark is the smallest log end among the in-sync replicas, and never falls.
/// </summary>
internal sealed partial class Partition
{
    private readonly int _brokerId;
    private readonly ReplicationContext? _context;
    private PartitionLeadership? _leadership;
    private bool _hasLeft;

    /// <param name="id">Which partition.</param>
    /// <param name="brokerId">This broker.</param>
    /// <param name="log">Its log.</param>
    /// <param name="state">What the metadata says.</param>
    /// <param name="context">What a broker with others beside it needs; null for one that is alone.</param>
    public Partition(TopicIdPartition id, int brokerId, PartitionLog log, PartitionState state, ReplicationContext? context = null)
    {
        Id = id;
        _brokerId = brokerId;
        _context = context;
        State = state;
        Log = Watched(log);
    }

    public TopicIdPartition Id { get; }

    public PartitionLog Log { get; private set; }

    public PartitionState State { get; private set; }

    public bool IsLeader => State.Leader == _brokerId;

    /// <summary>Who waits for a change of this partition.</summary>
    public DelayedOperations Waiting { get; } = new();

    /// <summary>What is counted of its topic on this broker.</summary>
    public TopicTraffic Traffic { get; set; } = new();

    /// <summary>What was shared among the broker's replicas at the start; null for a broker that is alone.</summary>
    public ReplicationContext? Context => _context;

    /// <summary>How many in-sync replicas acks=all needs; never more than there are replicas.</summary>
    public int MinInSyncReplicas { get; set; } = 1;

    /// <summary>Where the epoch this broker leads in began in the log; null for a follower, and for a broker that is alone.</summary>
    public long? LeaderEpochStartOffset => _leadership?.StartOffset;

    /// <summary>The first offset that a live replica still has: what lies below is gone from all of them.</summary>
    public long LowWatermark => _leadership?.LowWatermark(Log.LogStartOffset) ?? Log.LogStartOffset;

    /// <summary>How far a follower is, as far as this leader knows.</summary>
    public FollowerProgress? Follower(int brokerId) => _leadership?.Follower(brokerId);

    /// <summary>The bytes that a follower without any will copy into memory.</summary>
    private long SizeToCopy => _context?.Promised is null ? 0 : Log.Size;

    /// <summary>Fewer replicas are in sync than acks=all needs.</summary>
    public bool IsUnderMinInSync => State.InSyncReplicas.Count < Math.Min(MinInSyncReplicas, State.Replicas.Count);

    /// <summary>Takes over what the metadata says now; delayed operations learn when leadership is gone.</summary>
    public void Apply(PartitionState state)
    {
        if (state.LeaderEpoch == State.LeaderEpoch && state.PartitionEpoch < State.PartitionEpoch)
        {
            // The controller's answer to a change of the in-sync set was here before the metadata.
            return;
        }

        var isNewEpoch = _leadership is null || state.LeaderEpoch != State.LeaderEpoch;
        CountInSync(state);
        State = state;
        if (isNewEpoch || !IsLeader)
        {
            _leadership?.End();
        }

        if (!IsLeader)
        {
            _leadership = null;
        }
        else
        {
            Log.BeginEpoch(state.LeaderEpoch, Log.LogEndOffset);
            if (isNewEpoch && _context is not null)
            {
                _leadership = new PartitionLeadership(_context, _brokerId, state, Log.LogEndOffset, SizeToCopy);
            }

            _leadership?.OnState(state, Log.LogEndOffset, SizeToCopy);
            TryAdvanceHighWatermark();

            // What was recovered after a crash need not be durable yet, and where that counts nobody gets to see it before.
            Log.WantFlushIfDue();
        }

        Waiting.Tell();
    }

    /// <summary>The replica is no longer here: whoever waits for it, as a follower's reader too, is sent away.</summary>
    public void Leave()
    {
        _hasLeft = true;
        Apply(State with { Leader = PartitionState.NoLeader });
    }

    /// <summary>The same log is in another directory from now on.</summary>
    public void MoveTo(PartitionLog log)
    {
        Log = Watched(log);
        if (IsLeader)
        {
            TryAdvanceHighWatermark();
        }

        Waiting.Tell();
    }

    /// <summary>Appends a batch to the leader's log.</summary>
    public LogAppendResult AppendAsLeader(in SharedBytes records, Acks acks, AppendOrigin origin, bool firstSequenceMustBeZero)
    {
        if (!IsLeader)
        {
            return LogAppendResult.Refused(ErrorCode.NotLeaderOrFollower, -1);
        }

        if (acks == Acks.All && IsUnderMinInSync)
        {
            return LogAppendResult.Refused(
                ErrorCode.NotEnoughReplicas,
                Log.LogStartOffset,
                $"{Id} has {State.InSyncReplicas.Count} in-sync replicas, {MinInSyncReplicas} are needed.");
        }

        var result = Log.AppendAsLeader(records, State.LeaderEpoch, origin, firstSequenceMustBeZero, State.Replicas.Count);
        if (result.IsSuccess && !result.IsDuplicate)
        {
            Traffic.Records += result.LastOffset - result.BaseOffset + 1;
            Traffic.BytesIn += records.Length;
            _leadership?.OnAppend(records.Length);
            TryAdvanceHighWatermark();

            // Even when the watermark could not move without them: followers read beyond it.
            Waiting.Tell();
        }
        else if (!result.IsSuccess)
        {
            // Perhaps for want of room, which the log's retention has made meanwhile.
            _leadership?.OnSize(SizeToCopy);
        }

        return result;
    }

    /// <summary>Somebody was given so many bytes of it.</summary>
    public void CountRead(long bytes, bool isFollower)
    {
        if (isFollower)
        {
            _context?.LeaderQuota?.Count(Id.TopicPartition, bytes);
        }
        else
        {
            Traffic.BytesOut += bytes;
        }
    }

    /// <summary>Moves the start of the log up; what lies below is gone for readers at once.</summary>
    public ErrorCode DeleteRecords(long offset)
    {
        var error = Log.IncrementLogStartOffset(offset);
        if (error == ErrorCode.None)
        {
            Log.FreeBelowStart();
            _leadership?.OnSize(SizeToCopy);
            Waiting.TellOfLogStart();
        }

        return error;
    }

    /// <summary>Whether an append is decided: by the leader's disk alone, or by all in-sync replicas; null while it is not.</summary>
    public ErrorCode? OutcomeOf(AppendOutcome outcome)
    {
        var requiredOffset = outcome.Result.LastOffset + 1;
        return !outcome.WaitsForFlushOnly ? ReplicationOutcome(requiredOffset)
            : Log.IsOffline ? ErrorCode.KafkaStorageError
            : Log.FlushedOffset >= requiredOffset ? ErrorCode.None
            : null;
    }

    /// <summary>
    /// Whether an append up to an offset (exclusive) is acknowledged by all in-sync replicas, or can no longer be. A leader that leads on in a newer
    /// epoch still has what it appended, and goes on waiting for the others.
    /// </summary>
    public ErrorCode? ReplicationOutcome(long requiredOffset)
    {
        if (!IsLeader)
        {
            return ErrorCode.NotLeaderOrFollower;
        }

        if (Log.IsOffline)
        {
            return ErrorCode.KafkaStorageError;
        }

        if (Log.HighWatermark < requiredOffset)
        {
            return null;
        }

        return IsUnderMinInSync ? ErrorCode.NotEnoughReplicasAfterAppend : ErrorCode.None;
    }

    /// <summary>Compares the epoch a reader believes in with ours.</summary>
    public ErrorCode CheckEpoch(int currentLeaderEpoch, bool leaderOnly)
    {
        if (currentLeaderEpoch != -1 && currentLeaderEpoch != State.LeaderEpoch)
        {
            return currentLeaderEpoch < State.LeaderEpoch ? ErrorCode.FencedLeaderEpoch : ErrorCode.UnknownLeaderEpoch;
        }

        return _hasLeft || (leaderOnly && !IsLeader) ? ErrorCode.NotLeaderOrFollower : ErrorCode.None;
    }

    private PartitionLog Watched(PartitionLog log)
    {
        log.Flushed += Waiting.Tell;
        log.Medium.Failed += _ => Waiting.Tell();
        return log;
    }
}
