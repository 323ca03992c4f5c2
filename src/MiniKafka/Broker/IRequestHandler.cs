using MiniKafka.Protocol;
using MiniKafka.Rpc;

namespace MiniKafka.Broker;

/// <summary>Serves one API, in the versions that the table of served APIs says. Called on the broker's loop.</summary>
internal interface IRequestHandler
{
    /// <summary>Null when the request gets no answer.</summary>
    ValueTask<IResponse?> HandleAsync(IRequest request, RequestContext context);
}
