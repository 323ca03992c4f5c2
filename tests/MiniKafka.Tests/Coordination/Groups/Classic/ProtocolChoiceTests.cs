using MiniKafka.Coordination.Groups;
using MiniKafka.Coordination.Groups.Classic;

namespace MiniKafka.Tests.Coordination.Groups.Classic;

/// <summary>Which protocol the members of a classic group agree on.</summary>
public sealed class ProtocolChoiceTests
{
    [Theory]
    [InlineData("range", "range roundrobin", "range", "sticky range")]
    [InlineData("sticky", "own sticky range", "sticky range", "range sticky")]
    [InlineData("sticky", "range sticky", "sticky range")]
    [InlineData("sticky", "sticky range", "range sticky")]
    [InlineData("range", "range cooperative-sticky", "cooperative-sticky range")]
    [InlineData("a", "a b", "b a")]
    [InlineData("a", "b a", "a b")]
    [InlineData(null, "range", "sticky")]
    public void Votes_decide_and_of_a_draw_the_place_in_a_hash_map(string? chosen, params string[] members) =>
        Assert.Equal(chosen, ProtocolChoice.Choose([.. members.Select((protocols, index) => new ClassicMember($"m{index}", null)
        {
            Protocols = [.. protocols.Split(' ').Select(name => new MemberProtocol(name, []))],
        })]));

    [Fact]
    public void A_vote_looks_at_each_member_a_few_times_however_many_there_are()
    {
        var protocols = Enumerable.Range(0, 1000).Select(_ => new CountingList<MemberProtocol>([new("a", []), new("b", [])])).ToList();
        List<ClassicMember> members = [.. protocols.Select((mine, index) => new ClassicMember($"m{index}", null) { Protocols = mine })];
        Assert.Equal("a", ProtocolChoice.Choose(members));
        Assert.True(ProtocolChoice.CanJoin(members, [new MemberProtocol("b", [])]));
        Assert.All(protocols, mine => Assert.InRange(mine.Looks, 1, 6));
    }
}
