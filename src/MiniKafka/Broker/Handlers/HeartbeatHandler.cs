using MiniKafka.Coordination.Groups.Shards;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>Heartbeat, key 12, versions 0 to 4: a member lives, and hears whether it has to join again.</summary>
internal sealed class HeartbeatHandler(GroupCoordinator groups) : RequestHandler<HeartbeatRequest>
{
    protected override async ValueTask<IResponse?> HandleAsync(HeartbeatRequest request, RequestContext context) =>
        await groups.HeartbeatAsync(context.Version, request);
}
