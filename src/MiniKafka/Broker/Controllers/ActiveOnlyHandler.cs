using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Controllers;

/// <summary>
/// Serves what only the active controller decides to other nodes. A controller that is not active closes the connection,
/// and the asker looks for the one that is.
/// </summary>
internal sealed class ActiveOnlyHandler(IRequestHandler inner) : IRequestHandler
{
    public ApiVersionRange Versions => inner.Versions;

    public async ValueTask<IResponse?> HandleAsync(IRequest request, RequestContext context)
    {
        try
        {
            return await inner.HandleAsync(request, context);
        }
        catch (KafkaException exception) when (exception.Code == ErrorCode.NotController)
        {
            throw new RequestRefusedException(exception.Message);
        }
    }
}
