using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Controllers;

/// <summary>BrokerHeartbeat, key 63: a broker lives, and its connection is watched from then on.</summary>
internal sealed class BrokerHeartbeatHandler(ControllerService service, BrokerWatch watch) : RequestHandler<BrokerHeartbeatRequest>
{
    protected override async ValueTask<IResponse?> HandleAsync(BrokerHeartbeatRequest request, RequestContext context)
    {
        watch.HeardFrom(request.BrokerId, context.Connection);
        return await service.HeartbeatAsync(request);
    }
}
