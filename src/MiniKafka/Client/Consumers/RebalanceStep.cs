using MiniKafka.Model;

namespace MiniKafka.Client.Consumers;

/// <summary>What happens to partitions in a rebalance.</summary>
internal enum RebalanceChange
{
    Assigned,
    Revoked,
    Lost,
}

/// <summary>
/// A step of a rebalance that waits for the application: its handler runs inside the next call for records, and the group
/// goes on when it is done.
/// </summary>
internal sealed class RebalanceStep(
    RebalanceChange change, IReadOnlyList<TopicPartition> partitions, TaskCompletionSource<IReadOnlyList<AssignedPartition>> done)
{
    public RebalanceChange Change { get; } = change;

    public IReadOnlyList<TopicPartition> Partitions { get; } = partitions;

    /// <summary>Completed by the application's thread with the partitions that came or went.</summary>
    public TaskCompletionSource<IReadOnlyList<AssignedPartition>> Done { get; } = done;
}
