using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Controllers;

/// <summary>
/// Serves what only the active controller decides to other nodes. A controller that is not active, or has no room to write down what
/// it decides, closes the connection, and the asker looks for the one that is and asks again.
/// </summary>
internal sealed class ActiveOnlyHandler(IRequestHandler inner) : IRequestHandler
{
    public async ValueTask<IResponse?> HandleAsync(IRequest request, RequestContext context)
    {
        try
        {
            return await inner.HandleAsync(request, context);
        }
        catch (KafkaException exception) when (exception.Code is ErrorCode.NotController or ErrorCode.KafkaStorageError)
        {
            throw new RequestRefusedException(exception.Message) { IsMistake = false };
        }
    }
}
