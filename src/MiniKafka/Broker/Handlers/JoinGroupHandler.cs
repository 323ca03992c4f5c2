using MiniKafka.Coordination.Groups.Shards;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>JoinGroup, key 11, versions 0 to 9: enters a group or its next generation; answered when the group is ready. From version 4 on a member first gets its id, version 5 has static members, version 9 spares a returning leader the assignment.</summary>
internal sealed class JoinGroupHandler(GroupCoordinator groups) : RequestHandler<JoinGroupRequest>
{
    protected override async ValueTask<IResponse?> HandleAsync(JoinGroupRequest request, RequestContext context) =>
        await groups.JoinGroupAsync(GroupContexts.Of(context), request);
}
