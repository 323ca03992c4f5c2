using MiniKafka.Model;

namespace MiniKafka.Client.Consumers;

/// <summary>What happens to partitions in a rebalance.</summary>
internal enum RebalanceChange
{
    Assigned,
    Revoked,
    Lost,

    /// <summary>Nothing any more: the step was overtaken before the application came to it.</summary>
    Withdrawn,

    /// <summary>The application is at it, so it cannot become something else.</summary>
    Begun,
}

/// <summary>
/// A step of a rebalance that waits for the application: its handler runs inside the next call for records, and the group
/// goes on when it is done. What it is about may change until the application comes to it: a member that has fallen out of
/// its group meanwhile loses what it was about to give up, and never gets what it was about to get.
/// </summary>
internal sealed class RebalanceStep(
    RebalanceChange change, IReadOnlyList<TopicPartition> partitions, TaskCompletionSource<IReadOnlyList<AssignedPartition>> done)
{
    private int _change = (int)change;

    public IReadOnlyList<TopicPartition> Partitions { get; } = partitions;

    /// <summary>What the application saw happen; known once the step is done.</summary>
    public RebalanceChange Carried { get; private set; } = change;

    /// <summary>Completed with the partitions that came or went.</summary>
    public Task<IReadOnlyList<AssignedPartition>> Done => done.Task;

    /// <summary>The application's thread: from here on the step stays what it is.</summary>
    public RebalanceChange Begin()
    {
        var change = (RebalanceChange)Interlocked.Exchange(ref _change, (int)RebalanceChange.Begun);
        Carried = change == RebalanceChange.Begun ? RebalanceChange.Withdrawn : change;
        return Carried;
    }

    /// <summary>The application's thread: its handler has returned.</summary>
    public void Finish(IReadOnlyList<AssignedPartition> moved) => done.TrySetResult(moved);

    /// <summary>The member has fallen out of the group. Loop.</summary>
    public void LoseMembership()
    {
        Interlocked.CompareExchange(ref _change, (int)RebalanceChange.Withdrawn, (int)RebalanceChange.Assigned);
        Interlocked.CompareExchange(ref _change, (int)RebalanceChange.Lost, (int)RebalanceChange.Revoked);
    }

    /// <summary>Nobody waits for the application any longer. Loop.</summary>
    public void Withdraw()
    {
        if ((RebalanceChange)Interlocked.Exchange(ref _change, (int)RebalanceChange.Begun) != RebalanceChange.Begun)
        {
            Carried = RebalanceChange.Withdrawn;
            done.TrySetResult([]);
        }
    }
}
