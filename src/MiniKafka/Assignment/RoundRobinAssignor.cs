using MiniKafka.Model;

namespace MiniKafka.Assignment;

/// <summary>
/// Lays out all subscribed partitions in order and deals them to the members in turn; a member that did not subscribe to
/// the topic is passed over and the turn goes on from the one that got it.
/// </summary>
internal sealed class RoundRobinAssignor : IPartitionAssignor
{
    public string Name => "roundrobin";

    public RebalanceProtocol Protocol => RebalanceProtocol.Eager;

    public SortedDictionary<string, IReadOnlyList<TopicPartition>> Assign(
        IReadOnlyDictionary<string, int> partitionsPerTopic, IReadOnlyCollection<GroupSubscription> members)
    {
        var assignment = new AssignmentBuilder(members);
        var circle = members.Order().Select(m => (m.MemberId, Topics: m.Topics.ToHashSet(StringComparer.Ordinal))).ToList();
        var turn = 0;
        foreach (var topic in SubscribedTopics.Of(partitionsPerTopic, members).Keys)
        {
            for (var partition = 0; partition < partitionsPerTopic[topic]; partition++)
            {
                while (!circle[turn].Topics.Contains(topic))
                {
                    turn = (turn + 1) % circle.Count;
                }

                assignment.Add(circle[turn].MemberId, new TopicPartition(topic, partition));
                turn = (turn + 1) % circle.Count;
            }
        }

        return assignment.Build();
    }
}
