using MiniKafka.Protocol;
using MiniKafka.Rpc;

namespace MiniKafka.Broker;

/// <summary>Serves one API. Called on the broker's loop.</summary>
internal interface IRequestHandler
{
    /// <summary>The API and exactly the versions that are served.</summary>
    ApiVersionRange Versions { get; }

    /// <summary>Null when the request gets no answer.</summary>
    ValueTask<IResponse?> HandleAsync(IRequest request, RequestContext context);
}
