using MiniKafka.Protocol.Messages;

namespace MiniKafka.Coordination.Groups;

/// <summary>One JoinGroup request on its way through the group.</summary>
internal sealed class Joining(GroupRequestContext context, JoinGroupRequest request, DelayedJoin join)
{
    public GroupRequestContext Context { get; } = context;

    public JoinGroupRequest Request { get; } = request;

    public DelayedJoin Join { get; } = join;

    public IReadOnlyList<MemberProtocol> Protocols { get; } =
        request.Protocols.ConvertAll(p => new MemberProtocol(p.Name, p.Metadata));
}
