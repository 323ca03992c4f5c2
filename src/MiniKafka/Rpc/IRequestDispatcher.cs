using MiniKafka.Protocol;

namespace MiniKafka.Rpc;

/// <summary>What a server does with requests. Called on the server's loop.</summary>
internal interface IRequestDispatcher
{
    /// <summary>The versions of an API that are served on a listener; null when it is not served there.</summary>
    ApiVersionRange? VersionsOf(ApiKey key, string listenerName);

    /// <summary>
    /// Handles one request. Null when it gets no answer. A <see cref="RequestRefusedException"/> closes the connection.
    /// </summary>
    ValueTask<IResponse?> DispatchAsync(IRequest request, RequestContext context);
}
