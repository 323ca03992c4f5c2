using MiniKafka.Model;

namespace MiniKafka.Coordination.Groups.Classic;

/// <summary>Which protocol a group uses: all members must support it, and the members vote.</summary>
internal static class ProtocolChoice
{
    /// <summary>
    /// Each member votes for the first of its protocols that all support. Of a draw the one wins whose hash comes first, as in
    /// Kafka, which counts the votes in a hash map. Null when there is none that all support.
    /// </summary>
    public static string? Choose(IReadOnlyCollection<ClassicMember> members)
    {
        var supported = SupportedByAll(members);
        var votes = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var member in members)
        {
            if (member.Protocols.FirstOrDefault(protocol => supported.Contains(protocol.Name)) is { Name: not null } favourite)
            {
                votes[favourite.Name] = votes.GetValueOrDefault(favourite.Name) + 1;
            }
        }

        return JavaHash.Walk(votes, vote => JavaHash.Of(vote.Key)).OrderByDescending(vote => vote.Value).Select(vote => vote.Key).FirstOrDefault();
    }

    /// <summary>Whether somebody with these protocols could join the members.</summary>
    public static bool CanJoin(IReadOnlyCollection<ClassicMember> members, IReadOnlyList<MemberProtocol> protocols)
    {
        var supported = SupportedByAll(members);
        return protocols.Any(protocol => members.Count == 0 || supported.Contains(protocol.Name));
    }

    private static HashSet<string> SupportedByAll(IReadOnlyCollection<ClassicMember> members)
    {
        var supported = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, member) in members.Index())
        {
            var names = member.Protocols.Select(protocol => protocol.Name);
            if (index == 0)
            {
                supported.UnionWith(names);
            }
            else
            {
                supported.IntersectWith(names);
            }
        }

        return supported;
    }
}
