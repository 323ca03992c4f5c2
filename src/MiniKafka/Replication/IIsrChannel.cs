using MiniKafka.Model;

namespace MiniKafka.Replication;

/// <summary>A member of a proposed in-sync set, with the registration its fetches came under; -1 when unknown.</summary>
internal readonly record struct IsrCandidate(int BrokerId, long BrokerEpoch);

/// <summary>The in-sync set a leader asks for, and the state it rests on.</summary>
internal sealed record IsrChange(TopicIdPartition Partition, int LeaderEpoch, int PartitionEpoch, IReadOnlyList<IsrCandidate> InSyncReplicas);

/// <summary>The controller's decision: the set and the partition's epoch as they are then, or an error.</summary>
internal sealed record IsrAnswer(ErrorCode ErrorCode, int PartitionEpoch, IReadOnlyList<int> InSyncReplicas);

/// <summary>The way to the active controller.</summary>
internal interface IIsrChannel
{
    /// <summary>Completes with a decision; fails when it is not known whether there was one.</summary>
    Task<IsrAnswer> ProposeAsync(IsrChange change);
}
