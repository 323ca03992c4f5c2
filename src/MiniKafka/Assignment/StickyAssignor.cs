using MiniKafka.Model;

namespace MiniKafka.Assignment;

/// <summary>
/// As balanced as the subscriptions allow, and within that everybody keeps what it has (KIP-54). Balanced means: no
/// partition, and no chain of partitions from member to member, can be moved so that a member with fewer gains from one
/// that has at least two more.
/// </summary>
internal sealed class StickyAssignor : IPartitionAssignor
{
    public string Name => "sticky";

    public RebalanceProtocol Protocol => RebalanceProtocol.Eager;

    public SortedDictionary<string, IReadOnlyList<TopicPartition>> Assign(
        IReadOnlyDictionary<string, int> partitionsPerTopic, IReadOnlyCollection<GroupSubscription> members)
    {
        var topics = SubscribedTopics.Of(partitionsPerTopic, members);
        var balance = new StickyBalance(members, topics, OwnedPartitions.Of(partitionsPerTopic, members));
        balance.KeepOwned();
        balance.HandOutTheRest(partitionsPerTopic);
        balance.Level();
        return balance.Build();
    }
}
