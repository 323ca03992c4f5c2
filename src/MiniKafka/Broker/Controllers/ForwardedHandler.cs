using MiniKafka.Broker.Nodes;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Controllers;

/// <summary>
/// Serves clients' requests that the active controller decides: here when this node is the one, otherwise by asking the
/// node that is, in the version the client chose. Where nobody decides in time, the client is told so; whether a change
/// that reached a controller before it was lost will be made yet, nobody knows then.
/// </summary>
internal sealed class ForwardedHandler(IRequestHandler inner, ControllerClient controller) : IRequestHandler
{
    public async ValueTask<IResponse?> HandleAsync(IRequest request, RequestContext context)
    {
        try
        {
            return await controller.CallAsync(
                (IRequest<IResponse>)request,
                async () => (await inner.HandleAsync(request, context))!,
                NodeLane.Forwarding,
                context.Version,
                context.ClientGone);
        }
        catch (KafkaException exception) when (exception.Code == ErrorCode.RequestTimedOut)
        {
            return request.Refuse(context.Version, exception.Code, exception.Message);
        }
    }
}
