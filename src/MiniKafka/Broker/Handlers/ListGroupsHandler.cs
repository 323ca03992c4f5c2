using MiniKafka.Coordination.Groups.Shards;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>ListGroups, key 16, versions 0 to 5: the groups this broker coordinates, by state from version 4 and by type from version 5 on.</summary>
internal sealed class ListGroupsHandler(GroupCoordinator groups) : RequestHandler<ListGroupsRequest>
{
    protected override ValueTask<IResponse?> HandleAsync(ListGroupsRequest request, RequestContext context) => Answer(groups.ListGroups(context.Version, request));
}
