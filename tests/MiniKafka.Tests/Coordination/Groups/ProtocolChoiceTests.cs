using MiniKafka.Coordination.Groups;
using MiniKafka.Coordination.Groups.Classic;

namespace MiniKafka.Tests.Coordination.Groups;

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
}
