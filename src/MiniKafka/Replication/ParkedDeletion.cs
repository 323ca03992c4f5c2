using MiniKafka.Model;

namespace MiniKafka.Replication;

/// <summary>Records below an offset that the leader of a partition has deleted, and its followers will.</summary>
internal sealed class RecordDeletion(Partition partition, long requiredOffset)
{
    private readonly int _leaderEpoch = partition.State.LeaderEpoch;

    public Partition Partition { get; } = partition;

    /// <summary>How it ended; REQUEST_TIMED_OUT as long as followers are awaited.</summary>
    public ErrorCode Error => !Partition.IsLeader || Partition.State.LeaderEpoch != _leaderEpoch ? ErrorCode.NotLeaderOrFollower
        : Partition.LowWatermark < requiredOffset ? ErrorCode.RequestTimedOut
        : ErrorCode.None;

    public bool IsOver => Error != ErrorCode.RequestTimedOut;
}

/// <summary>Deletions that wait until every live replica has followed them, or the time is up. Owned by the broker's loop.</summary>
internal sealed class ParkedDeletion(IReadOnlyList<RecordDeletion> deletions) : IParkedOperation
{
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsFinished => _finished.Task.IsCompleted;

    public async Task WaitAsync(TimeProvider clock, TimeSpan timeout)
    {
        foreach (var deletion in deletions)
        {
            deletion.Partition.Park(this);
        }

        await using var timer = clock.CreateTimer(static state => ((ParkedDeletion)state!)._finished.TrySetResult(), this, timeout, Timeout.InfiniteTimeSpan);
        await _finished.Task;
    }

    public void OnChanged(Partition partition)
    {
        if (deletions.All(deletion => deletion.IsOver))
        {
            _finished.TrySetResult();
        }
    }
}
