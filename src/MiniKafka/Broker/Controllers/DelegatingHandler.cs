using MiniKafka.Protocol;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Controllers;

/// <summary>A handler whose whole work is one call down.</summary>
internal sealed class DelegatingHandler<TRequest>(ApiKey key, short min, short max, Func<TRequest, RequestContext, ValueTask<IResponse>> handle)
    : RequestHandler<TRequest>(key, min, max)
    where TRequest : class, IRequest
{
    protected override async ValueTask<IResponse?> HandleAsync(TRequest request, RequestContext context) => await handle(request, context);
}
