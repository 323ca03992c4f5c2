using MiniKafka.Model;

namespace MiniKafka.Assignment;

/// <summary>Which claims of ownership count.</summary>
internal static class OwnedPartitions
{
    /// <summary>
    /// Each claimed partition's owner. The partition must exist and its claimant must still subscribe to the topic; of
    /// two claims the younger generation wins, and of two claims of one generation neither does.
    /// </summary>
    public static SortedDictionary<TopicPartition, string> Of(
        IReadOnlyDictionary<string, int> partitionsPerTopic, IReadOnlyCollection<GroupSubscription> members)
    {
        var best = new SortedDictionary<TopicPartition, (int Generation, string? MemberId)>();
        foreach (var member in members.Order())
        {
            var topics = member.Topics.ToHashSet(StringComparer.Ordinal);
            foreach (var partition in member.OwnedPartitions.Distinct())
            {
                if (partition.Partition < 0
                    || partition.Partition >= partitionsPerTopic.GetValueOrDefault(partition.Topic)
                    || !topics.Contains(partition.Topic))
                {
                    continue;
                }

                if (!best.TryGetValue(partition, out var other) || member.Generation > other.Generation)
                {
                    best[partition] = (member.Generation, member.MemberId);
                }
                else if (member.Generation == other.Generation)
                {
                    best[partition] = (other.Generation, null);
                }
            }
        }

        var owners = new SortedDictionary<TopicPartition, string>();
        foreach (var (partition, (_, memberId)) in best)
        {
            if (memberId is not null)
            {
                owners.Add(partition, memberId);
            }
        }

        return owners;
    }
}
