using MiniKafka.Coordination.Groups.Shards;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>OffsetCommit, key 8, versions 2 to 10: where a group stands. Version 10 names topics by id.</summary>
internal sealed class OffsetCommitHandler(GroupCoordinator groups) : RequestHandler<OffsetCommitRequest>
{
    protected override async ValueTask<IResponse?> HandleAsync(OffsetCommitRequest request, RequestContext context) =>
        await groups.OffsetCommitAsync(GroupContexts.Of(context), request);
}
