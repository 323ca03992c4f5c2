using System.Text.Json;
using MiniKafka.Assignment;
using MiniKafka.Model;

namespace MiniKafka.Tests.Assignment;

/// <summary>The assignors against what Apache Kafka's own answered.</summary>
public sealed class AssignmentVectorTests
{
    [SharedFact]
    public void Range_gives_what_Kafka_gives() => CompareExactly(new RangeAssignor());

    [SharedFact]
    public void Round_robin_gives_what_Kafka_gives() => CompareExactly(new RoundRobinAssignor());

    [SharedFact]
    public void Sticky_is_as_balanced_as_Kafka() => CompareBalance(new StickyAssignor());

    [SharedFact]
    public void Cooperative_sticky_is_as_balanced_as_Kafka() => CompareBalance(new CooperativeStickyAssignor());

    private static void CompareExactly(IPartitionAssignor assignor)
    {
        var cases = 0;
        foreach (var vector in Vectors())
        {
            var (partitions, members) = Input(vector);
            var result = assignor.Assign(partitions, members);
            foreach (var expected in vector.GetProperty(assignor.Name).EnumerateObject())
            {
                Assert.Equal(
                    expected.Value.EnumerateArray().Select(p => p.GetString()),
                    result[expected.Name].Select(p => p.ToString()));
            }

            cases++;
        }

        Assert.True(cases > 0);
    }

    private static void CompareBalance(IPartitionAssignor assignor)
    {
        foreach (var vector in Vectors())
        {
            var (partitions, members) = Input(vector);
            var result = assignor.Assign(partitions, members);
            AssignmentRules.AssertComplete(partitions, members, result);

            // The recorded assignors were also handed topics nobody asked for, and gave them away; those do not count here.
            var topics = members.ToDictionary(m => m.MemberId, m => m.Topics);
            var theirs = vector.GetProperty(assignor.Name).EnumerateObject()
                .Select(m => m.Value.EnumerateArray().Count(p => topics[m.Name].Contains(p.GetString()!.Split('-')[0])));
            var ours = result.Values.Select(p => p.Count);
            Assert.True(SumOfSquares(ours) <= SumOfSquares(theirs), vector.ToString());
        }
    }

    private static int SumOfSquares(IEnumerable<int> counts) => counts.Sum(c => c * c);

    private static IEnumerable<JsonElement> Vectors() =>
        JsonDocument.Parse(File.ReadAllText(SharedFactAttribute.PathOf("golden", "vectors", "vectors.json")))
            .RootElement.GetProperty("assignments").EnumerateArray();

    private static (Dictionary<string, int> Partitions, List<GroupSubscription> Members) Input(JsonElement vector) => (
        vector.GetProperty("topics").EnumerateObject().ToDictionary(t => t.Name, t => t.Value.GetInt32()),
        [.. vector.GetProperty("members").EnumerateObject().Select(m => new GroupSubscription(
            m.Name, [.. m.Value.GetProperty("topics").EnumerateArray().Select(t => t.GetString()!)])
        {
            GroupInstanceId = m.Value.TryGetProperty("groupInstanceId", out var instance) ? instance.GetString() : null,
        })]);
}
