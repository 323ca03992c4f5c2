using MiniKafka.Model;

namespace MiniKafka.Coordination.Groups.Classic;

/// <summary>Which protocol a group uses: all members must support it, and the members vote.</summary>
internal static class ProtocolChoice
{
    /// <summary>
    /// Each member votes for the first of its protocols that all support. Of a draw the one wins whose hash comes first, as in
    /// Kafka, which counts the votes in a hash map. Null when there is none that all support.
    /// </summary>
    public static string? Choose(IReadOnlyList<ClassicMember> members)
    {
        var votes = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var member in members)
        {
            foreach (var protocol in member.Protocols)
            {
                if (AllSupport(members, protocol.Name))
                {
                    votes[protocol.Name] = votes.GetValueOrDefault(protocol.Name) + 1;
                    break;
                }
            }
        }

        return JavaHash.Walk(votes, vote => JavaHash.Of(vote.Key)).OrderByDescending(vote => vote.Value).Select(vote => vote.Key).FirstOrDefault();
    }

    /// <summary>Whether somebody with these protocols could join the members.</summary>
    public static bool CanJoin(IReadOnlyList<ClassicMember> members, IReadOnlyList<MemberProtocol> protocols) =>
        protocols.Any(p => AllSupport(members, p.Name));

    private static bool AllSupport(IReadOnlyList<ClassicMember> members, string protocol) => members.All(m => m.Supports(protocol));
}
