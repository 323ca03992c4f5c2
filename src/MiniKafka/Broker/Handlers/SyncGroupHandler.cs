using MiniKafka.Coordination.Groups.Shards;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>SyncGroup, key 14, versions 0 to 5: the leader hands in the assignment, everybody gets its part. Version 5 names the protocol.</summary>
internal sealed class SyncGroupHandler(GroupCoordinator groups) : RequestHandler<SyncGroupRequest>
{
    protected override async ValueTask<IResponse?> HandleAsync(SyncGroupRequest request, RequestContext context) =>
        await groups.SyncGroupAsync(GroupContexts.Of(context), request);
}
