using MiniKafka.Protocol;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Controllers;

/// <summary>A handler whose whole work is one call down.</summary>
internal sealed class DelegatingHandler<TRequest>(Func<TRequest, RequestContext, ValueTask<IResponse>> handle) : RequestHandler<TRequest>
    where TRequest : class, IRequest
{
    protected override async ValueTask<IResponse?> HandleAsync(TRequest request, RequestContext context) => await handle(request, context);
}
