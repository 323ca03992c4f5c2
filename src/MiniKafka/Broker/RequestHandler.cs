using MiniKafka.Protocol;
using MiniKafka.Rpc;

namespace MiniKafka.Broker;

/// <summary>A handler of one type of request. A handler authorizes and validates, makes one call down, and maps the result.</summary>
internal abstract class RequestHandler<TRequest> : IRequestHandler
    where TRequest : class, IRequest
{
    public ValueTask<IResponse?> HandleAsync(IRequest request, RequestContext context) => HandleAsync((TRequest)request, context);

    protected abstract ValueTask<IResponse?> HandleAsync(TRequest request, RequestContext context);

    /// <summary>An answer that is ready.</summary>
    protected static ValueTask<IResponse?> Answer(IResponse response) => ValueTask.FromResult<IResponse?>(response);
}
