using MiniKafka.Coordination.Groups.Shards;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>OffsetFetch, key 9, versions 1 to 10: where groups stand. Version 8 asks for several groups, version 10 names topics by id.</summary>
internal sealed class OffsetFetchHandler(GroupCoordinator groups) : RequestHandler<OffsetFetchRequest>
{
    protected override async ValueTask<IResponse?> HandleAsync(OffsetFetchRequest request, RequestContext context) =>
        await groups.OffsetFetchAsync(GroupContexts.Of(context), request);
}
