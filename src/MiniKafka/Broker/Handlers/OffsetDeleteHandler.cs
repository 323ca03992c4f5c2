using MiniKafka.Coordination.Groups.Shards;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>OffsetDelete, key 47, version 0: forgets where a group stands in topics it no longer subscribes to.</summary>
internal sealed class OffsetDeleteHandler(GroupCoordinator groups) : RequestHandler<OffsetDeleteRequest>
{
    protected override async ValueTask<IResponse?> HandleAsync(OffsetDeleteRequest request, RequestContext context) =>
        await groups.OffsetDeleteAsync(context.Version, request);
}
