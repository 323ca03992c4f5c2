using MiniKafka.Coordination.Groups.Shards;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>LeaveGroup, key 13, versions 0 to 5: members go. From version 3 on several at once, static ones by instance id.</summary>
internal sealed class LeaveGroupHandler(GroupCoordinator groups) : RequestHandler<LeaveGroupRequest>
{
    protected override async ValueTask<IResponse?> HandleAsync(LeaveGroupRequest request, RequestContext context) =>
        await groups.LeaveGroupAsync(GroupContexts.Of(context), request);
}
