using MiniKafka.Coordination.Groups;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>What the group coordinator needs to know of a request.</summary>
internal static class GroupContexts
{
    public static GroupRequestContext Of(RequestContext context) =>
        new(context.Version, context.ClientId ?? "", context.Connection.ClientHost) { ClientGone = context.ClientGone };
}
