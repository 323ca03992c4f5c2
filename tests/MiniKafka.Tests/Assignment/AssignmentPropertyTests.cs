using MiniKafka.Assignment;
using MiniKafka.Model;
using Xunit.Abstractions;

namespace MiniKafka.Tests.Assignment;

/// <summary>Random groups: what every assignor owes to everybody.</summary>
public sealed class AssignmentPropertyTests(ITestOutputHelper output)
{
    private const int Seed = 20261122;

    [Theory]
    [InlineData("range")]
    [InlineData("roundrobin")]
    [InlineData("sticky")]
    [InlineData("cooperative-sticky")]
    public void Every_partition_goes_to_exactly_one_subscriber(string name)
    {
        ForManyGroups((partitions, members, _) =>
            AssignmentRules.AssertComplete(partitions, members, Create(name).Assign(partitions, members)));
    }

    [Theory]
    [InlineData("range")]
    [InlineData("roundrobin")]
    [InlineData("sticky")]
    [InlineData("cooperative-sticky")]
    public void The_order_of_the_members_does_not_matter(string name)
    {
        ForManyGroups((partitions, members, random) =>
        {
            var expected = Create(name).Assign(partitions, members);
            var shuffled = members.OrderBy(_ => random.Next()).ToList();
            Assert.Equal(Text(expected), Text(Create(name).Assign(partitions, shuffled)));
        });
    }

    [Fact]
    public void Sticky_is_balanced() => ForManyGroups((partitions, members, _) =>
        AssignmentRules.AssertBalanced(members, new StickyAssignor().Assign(partitions, members)));

    [Fact]
    public void Sticky_changes_nothing_when_nothing_changed() => ForManyGroups((partitions, members, _) =>
    {
        var first = new StickyAssignor().Assign(partitions, members);
        Assert.Equal(Text(first), Text(new StickyAssignor().Assign(partitions, Owning(members, first))));
    });

    [Fact]
    public void Sticky_moves_only_what_a_leaving_member_had_when_all_subscribe_to_the_same() => ForManyGroups((partitions, members, random) =>
    {
        var topics = members[0].Topics;
        var equal = members.ConvertAll(m => m with { Topics = topics });
        var first = new StickyAssignor().Assign(partitions, equal);
        var rest = Owning(equal, first);
        var left = rest[random.Next(rest.Count)];
        rest.Remove(left);
        if (rest.Count == 0)
        {
            return;
        }

        var second = new StickyAssignor().Assign(partitions, rest);
        AssignmentRules.AssertBalanced(rest, second);
        Assert.All(rest, m => Assert.Subset(second[m.MemberId].ToHashSet(), first[m.MemberId].ToHashSet()));
    });

    [Fact]
    public void Sticky_takes_no_more_than_a_new_member_needs_when_all_subscribe_to_the_same() => ForManyGroups((partitions, members, _) =>
    {
        var topics = members[0].Topics;
        var equal = members.ConvertAll(m => m with { Topics = topics });
        var grown = Owning(equal, new StickyAssignor().Assign(partitions, equal));
        grown.Add(new GroupSubscription("new", topics));
        var second = new StickyAssignor().Assign(partitions, grown);
        AssignmentRules.AssertBalanced(grown, second);
        Assert.Equal(second["new"].Count, grown.Sum(m => m.OwnedPartitions.Except(second[m.MemberId]).Count()));
    });

    [Fact]
    public void Cooperative_sticky_never_gives_away_what_somebody_else_still_has() => ForManyGroups((partitions, members, random) =>
    {
        var owning = Owning(members, new StickyAssignor().Assign(partitions, members));
        owning.RemoveAt(random.Next(owning.Count));
        owning.Add(new GroupSubscription("new", members[0].Topics));
        var result = new CooperativeStickyAssignor().Assign(partitions, owning);
        foreach (var member in owning)
        {
            Assert.DoesNotContain(
                result[member.MemberId],
                p => owning.Any(o => o != member && o.OwnedPartitions.Contains(p)));
        }
    });

    [Fact]
    public void Cooperative_sticky_settles_in_a_second_rebalance_when_all_subscribe_to_the_same() => ForManyGroups((partitions, members, _) =>
    {
        var topics = members[0].Topics;
        Assert.InRange(RebalancesUntilSettled(partitions, members.ConvertAll(m => m with { Topics = topics })), 1, 2);
    });

    [Fact]
    public void Cooperative_sticky_settles_whatever_the_subscriptions() => ForManyGroups((partitions, members, _) =>
        Assert.InRange(RebalancesUntilSettled(partitions, members), 1, 4));

    private static int RebalancesUntilSettled(Dictionary<string, int> partitions, List<GroupSubscription> members)
    {
        var assignor = new CooperativeStickyAssignor();
        var group = Owning(members, new StickyAssignor().Assign(partitions, members));
        group.Add(new GroupSubscription("new", members[0].Topics));
        var wanted = group.SelectMany(m => m.Topics).Distinct().Sum(t => partitions.GetValueOrDefault(t));
        for (var rebalances = 1; ; rebalances++)
        {
            var result = assignor.Assign(partitions, group);
            if (result.Values.Sum(p => p.Count) == wanted)
            {
                AssignmentRules.AssertComplete(partitions, group, result);
                return rebalances;
            }

            group = Owning(group, result);
        }
    }

    private void ForManyGroups(Action<Dictionary<string, int>, List<GroupSubscription>, Random> check)
    {
        output.WriteLine($"seed {Seed}");
        for (var round = 0; round < 300; round++)
        {
            var random = new Random(Seed + round);
            var partitions = Enumerable.Range(0, random.Next(1, 6)).ToDictionary(i => $"t{i}", _ => random.Next(1, 13));
            var members = Enumerable.Range(0, random.Next(1, 9)).Select(i => new GroupSubscription(
                $"m{random.Next(100)}-{i}",
                [.. partitions.Keys.Where(_ => random.Next(3) > 0).DefaultIfEmpty("t0"), .. random.Next(9) == 0 ? ["gone"] : Array.Empty<string>()])
            {
                GroupInstanceId = random.Next(3) == 0 ? $"i{random.Next(100)}-{i}" : null,
            }).ToList();
            check(partitions, members, random);
        }
    }

    private static List<GroupSubscription> Owning(
        List<GroupSubscription> members, SortedDictionary<string, IReadOnlyList<TopicPartition>> assignment) =>
        members.ConvertAll(m => m with { OwnedPartitions = assignment[m.MemberId], Generation = m.Generation + 1 });

    private static IPartitionAssignor Create(string name) => name switch
    {
        "range" => new RangeAssignor(),
        "roundrobin" => new RoundRobinAssignor(),
        "sticky" => new StickyAssignor(),
        _ => new CooperativeStickyAssignor(),
    };

    private static string Text(SortedDictionary<string, IReadOnlyList<TopicPartition>> assignment) =>
        string.Join("; ", assignment.Select(m => $"{m.Key}: {string.Join(' ', m.Value)}"));
}
