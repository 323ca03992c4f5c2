using MiniKafka.Coordination.Groups.Shards;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>DeleteGroups, key 42, versions 0 to 2: deletes groups without members, with their offsets.</summary>
internal sealed class DeleteGroupsHandler(GroupCoordinator groups) : RequestHandler<DeleteGroupsRequest>
{
    protected override async ValueTask<IResponse?> HandleAsync(DeleteGroupsRequest request, RequestContext context) =>
        await groups.DeleteGroupsAsync(context.Version, request);
}
