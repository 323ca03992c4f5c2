using MiniKafka.Protocol.Messages;

namespace MiniKafka.Coordination.Groups.Classic;

/// <summary>Successful answers to JoinGroup.</summary>
internal static class JoinResponses
{
    /// <summary>The member is in the current generation; the leader also gets everybody's metadata.</summary>
    public static JoinGroupResponse Joined(ClassicGroup group, ClassicMember member) => new()
    {
        GenerationId = group.Generation,
        ProtocolType = group.ProtocolType,
        ProtocolName = group.ProtocolName,
        Leader = group.LeaderId ?? "",
        MemberId = member.MemberId,
        Members = group.IsLeader(member.MemberId) ? Members(group) : [],
    };

    /// <summary>
    /// A static member took its old place and the group goes on. A leader must not assign again, or the others would
    /// never learn of it: newer versions say so; older ones are told that the old id still leads.
    /// </summary>
    public static JoinGroupResponse Returned(ClassicGroup group, ClassicMember member, string? formerLeader, short apiVersion)
    {
        const short FirstVersionThatSkipsAssignment = 9;
        var response = Joined(group, member);
        if (apiVersion >= FirstVersionThatSkipsAssignment)
        {
            response.SkipAssignment = group.IsLeader(member.MemberId);
            return response;
        }

        response.Leader = formerLeader ?? "";
        response.Members = [];
        return response;
    }

    private static List<JoinGroupResponse.JoinGroupResponseMember> Members(ClassicGroup group) =>
        [.. group.Members.Select(m => new JoinGroupResponse.JoinGroupResponseMember
        {
            MemberId = m.MemberId,
            GroupInstanceId = m.GroupInstanceId,
            Metadata = m.MetadataFor(group.ProtocolName!),
        })];
}
