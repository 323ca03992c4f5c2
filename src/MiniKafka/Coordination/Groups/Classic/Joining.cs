using MiniKafka.Protocol.Messages;

namespace MiniKafka.Coordination.Groups.Classic;

/// <summary>One JoinGroup request on its way through the group.</summary>
internal sealed class Joining(GroupRequestContext context, JoinGroupRequest request, ParkedJoin join)
{
    public GroupRequestContext Context { get; } = context;

    public JoinGroupRequest Request { get; } = request;

    public ParkedJoin Join { get; } = join;

    public IReadOnlyList<MemberProtocol> Protocols { get; } =
        request.Protocols.ConvertAll(p => new MemberProtocol(p.Name, p.Metadata));

    /// <summary>The member is from now on what the request says, and waits for its answer.</summary>
    public void ApplyTo(ClassicMember member)
    {
        member.Protocols = Protocols;
        member.SessionTimeoutMs = Request.SessionTimeoutMs;
        // The first version had one timeout for both.
        member.RebalanceTimeoutMs = Context.ApiVersion == 0 ? Request.SessionTimeoutMs : Request.RebalanceTimeoutMs;
        member.Park(Join);
    }
}
