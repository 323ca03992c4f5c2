using MiniKafka.Model;

namespace MiniKafka.Assignment;

/// <summary>
/// Topic by topic, a contiguous range of partitions for each member; the first members get one more when the division
/// leaves a rest. Members with equal subscriptions get the same partition numbers of topics of the same size, so such
/// topics can be joined. Worked example: 7 partitions, 3 members → 0-2, 3-4, 5-6.
/// </summary>
internal sealed class RangeAssignor : IPartitionAssignor
{
    public string Name => "range";

    public RebalanceProtocol Protocol => RebalanceProtocol.Eager;

    public SortedDictionary<string, IReadOnlyList<TopicPartition>> Assign(
        IReadOnlyDictionary<string, int> partitionsPerTopic, IReadOnlyCollection<GroupSubscription> members)
    {
        var assignment = new AssignmentBuilder(members);
        foreach (var (topic, subscribers) in SubscribedTopics.Of(partitionsPerTopic, members))
        {
            var (quota, rest) = Math.DivRem(partitionsPerTopic[topic], subscribers.Count);
            var next = 0;
            for (var i = 0; i < subscribers.Count; i++)
            {
                var end = next + quota + (i < rest ? 1 : 0);
                for (; next < end; next++)
                {
                    assignment.Add(subscribers[i].MemberId, new TopicPartition(topic, next));
                }
            }
        }

        return assignment.Build();
    }
}
