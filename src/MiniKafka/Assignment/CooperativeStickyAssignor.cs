using MiniKafka.Model;

namespace MiniKafka.Assignment;

/// <summary>
/// The sticky assignment in two steps (KIP-429): a partition that somebody else still holds is given to nobody in this
/// rebalance. Its holder sees that it is missing, gives it up and joins again; only then does the new owner get it.
/// </summary>
internal sealed class CooperativeStickyAssignor : IPartitionAssignor
{
    private readonly StickyAssignor _sticky = new();

    public string Name => "cooperative-sticky";

    public RebalanceProtocol Protocol => RebalanceProtocol.Cooperative;

    public SortedDictionary<string, IReadOnlyList<TopicPartition>> Assign(
        IReadOnlyDictionary<string, int> partitionsPerTopic, IReadOnlyCollection<GroupSubscription> members)
    {
        var claims = members.ToDictionary(m => m.MemberId, m => m.OwnedPartitions.ToHashSet(), StringComparer.Ordinal);
        // A claim of an old generation counts here too: whoever made it may still be working on the partition.
        var claimed = members.SelectMany(m => m.OwnedPartitions).ToHashSet();
        var result = new SortedDictionary<string, IReadOnlyList<TopicPartition>>(StringComparer.Ordinal);
        foreach (var (member, partitions) in _sticky.Assign(partitionsPerTopic, members))
        {
            result.Add(member, [.. partitions.Where(p => claims[member].Contains(p) || !claimed.Contains(p))]);
        }

        return result;
    }
}
