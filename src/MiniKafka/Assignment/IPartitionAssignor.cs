using MiniKafka.Model;

namespace MiniKafka.Assignment;

/// <summary>
/// Decides who of a group reads which partition. Pure: the same input gives the same answer on every machine, and the
/// order of the members handed in does not matter.
/// Invariant: a partition is given to at most one member, and only to one that subscribed to its topic.
/// </summary>
internal interface IPartitionAssignor
{
    /// <summary>The name under which members vote for it, such as <c>range</c>.</summary>
    string Name { get; }

    /// <summary>How members that use it move partitions.</summary>
    RebalanceProtocol Protocol { get; }

    /// <summary>
    /// Every member's partitions, in ordinal order, empty for members that get none. Topics without a known number of
    /// partitions are passed over.
    /// </summary>
    SortedDictionary<string, IReadOnlyList<TopicPartition>> Assign(
        IReadOnlyDictionary<string, int> partitionsPerTopic, IReadOnlyCollection<GroupSubscription> members);
}
