using MiniKafka.Model;

namespace MiniKafka.Replication;

/// <summary>Records below an offset that the leader of a partition has deleted, and its followers will.</summary>
internal sealed class RecordDeletion(Partition partition, long requiredOffset)
{
    private readonly int _leaderEpoch = partition.State.LeaderEpoch;

    public Partition Partition { get; } = partition;

    /// <summary>How it ended; REQUEST_TIMED_OUT as long as followers are awaited.</summary>
    public ErrorCode Error { get; private set; } = ErrorCode.RequestTimedOut;

    /// <summary>Looks how far the others are. True when that decides it, now or earlier.</summary>
    public bool TryDecide()
    {
        if (Error == ErrorCode.RequestTimedOut)
        {
            Error = !Partition.IsLeader || Partition.State.LeaderEpoch != _leaderEpoch ? ErrorCode.NotLeaderOrFollower
                : Partition.LowWatermark < requiredOffset ? ErrorCode.RequestTimedOut
                : ErrorCode.None;
        }

        return Error != ErrorCode.RequestTimedOut;
    }
}

/// <summary>Deletions that wait until every live replica has followed them.</summary>
/// <param name="deletions">Those that are not decided.</param>
internal sealed class DelayedDeleteRecords(IReadOnlyList<RecordDeletion> deletions) : DelayedOperation
{
    private int _undecided = deletions.Count;

    public override void OnChanged(int index)
    {
        var deletion = deletions[index];
        if (deletion.Error == ErrorCode.RequestTimedOut && deletion.TryDecide() && --_undecided == 0)
        {
            Finish();
        }
    }

    protected override void Watch(List<IDisposable> places)
    {
        for (var i = 0; i < deletions.Count; i++)
        {
            Watch(deletions[i].Partition, i, places);
        }
    }
}
