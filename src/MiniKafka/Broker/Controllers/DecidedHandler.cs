using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Controllers;

/// <summary>Serves what the active controller decides; when the metadata log has no room for the decision, it is not made, and the client is told so.</summary>
internal sealed class DecidedHandler(IRequestHandler inner) : IRequestHandler
{
    public async ValueTask<IResponse?> HandleAsync(IRequest request, RequestContext context)
    {
        try
        {
            return await inner.HandleAsync(request, context);
        }
        catch (KafkaException exception) when (exception.Code == ErrorCode.KafkaStorageError)
        {
            return request.Refuse(context.Version, exception.Code, exception.Message);
        }
    }
}
