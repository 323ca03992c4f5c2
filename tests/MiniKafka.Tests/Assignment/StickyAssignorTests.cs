using MiniKafka.Assignment;
using MiniKafka.Model;

namespace MiniKafka.Tests.Assignment;

/// <summary>The cases that decide between claims, and the chain that single moves cannot find.</summary>
public sealed class StickyAssignorTests
{
    private static readonly Dictionary<string, int> FourPartitions = new() { ["t"] = 4 };

    [Fact]
    public void The_younger_of_two_claims_wins()
    {
        var result = new StickyAssignor().Assign(FourPartitions, [Member("a", 3, 0, 1), Member("b", 4, 1, 2)]);
        Assert.Equal([P(1), P(2)], result["b"]);
        Assert.Equal([P(0), P(3)], result["a"]);
    }

    [Fact]
    public void Of_two_claims_of_one_generation_neither_counts()
    {
        var result = new StickyAssignor().Assign(FourPartitions, [Member("a", 3, 0, 1, 2), Member("b", 3, 2)]);
        Assert.Equal([P(0), P(1)], result["a"]);
        Assert.Equal([P(2), P(3)], result["b"]);
    }

    [Fact]
    public void Claims_to_what_does_not_exist_are_ignored()
    {
        var result = new StickyAssignor().Assign(FourPartitions, [Member("a", 3, 7, -1), Member("b", 3)]);
        Assert.Equal(4, result.Values.Sum(p => p.Count));
        Assert.Equal(2, result["a"].Count);
    }

    [Fact]
    public void Load_moves_along_a_chain_of_subscriptions()
    {
        var partitions = new Dictionary<string, int> { ["x"] = 3, ["y"] = 2, ["z"] = 1 };
        GroupSubscription[] members =
        [
            new("a", ["x"]) { OwnedPartitions = [new("x", 0), new("x", 1), new("x", 2)], Generation = 1 },
            new("b", ["x", "y"]) { OwnedPartitions = [new("y", 0), new("y", 1)], Generation = 1 },
            new("c", ["y", "z"]) { OwnedPartitions = [new("z", 0)], Generation = 1 },
        ];
        var result = new StickyAssignor().Assign(partitions, members);
        Assert.All(result.Values, p => Assert.Equal(2, p.Count));
    }

    [Fact]
    public void A_stale_claim_still_holds_back_a_cooperative_move()
    {
        var result = new CooperativeStickyAssignor().Assign(
            new Dictionary<string, int> { ["t"] = 2 },
            [Member("a", 2, 0, 1), Member("b", -1)]);
        Assert.Equal([P(0)], result["a"]);
        Assert.Empty(result["b"]);
    }

    private static TopicPartition P(int partition) => new("t", partition);

    private static GroupSubscription Member(string id, int generation, params int[] owned) =>
        new(id, ["t"]) { OwnedPartitions = [.. owned.Select(P)], Generation = generation };
}
