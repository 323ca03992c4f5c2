using MiniKafka.Assignment;
using MiniKafka.Model;

namespace MiniKafka.Tests.Assignment;

/// <summary>What must hold for every assignment.</summary>
internal static class AssignmentRules
{
    public static void AssertComplete(
        Dictionary<string, int> partitions, List<GroupSubscription> members, SortedDictionary<string, IReadOnlyList<TopicPartition>> result)
    {
        Assert.Equal(members.Select(m => m.MemberId).Order(StringComparer.Ordinal), result.Keys);
        foreach (var member in members)
        {
            Assert.All(result[member.MemberId], p => Assert.Contains(p.Topic, member.Topics));
            Assert.Equal(result[member.MemberId].Order(), result[member.MemberId]);
        }

        var wanted = members.SelectMany(m => m.Topics).Distinct()
            .SelectMany(t => Enumerable.Range(0, partitions.GetValueOrDefault(t)).Select(i => new TopicPartition(t, i)));
        Assert.Equal(wanted.Order(), result.Values.SelectMany(p => p).Order());
    }

    /// <summary>No partition can move to somebody who has at least two fewer.</summary>
    public static void AssertBalanced(List<GroupSubscription> members, SortedDictionary<string, IReadOnlyList<TopicPartition>> result)
    {
        foreach (var (owner, owned) in result)
        {
            foreach (var topic in owned.Select(p => p.Topic).Distinct())
            {
                Assert.All(
                    members.Where(m => m.Topics.Contains(topic)),
                    m => Assert.True(result[m.MemberId].Count >= owned.Count - 1, $"{owner} has {owned.Count}, {m.MemberId} {result[m.MemberId].Count}"));
            }
        }
    }
}
