using MiniKafka.Protocol;

namespace MiniKafka.Rpc;

/// <summary>
/// What a server does with requests. Called on the server's loop. Who stands before another one can observe what comes and what is answered,
/// hold a request back, refuse it (<see cref="RequestContext.Refuse"/>), or lose it, which is to answer nothing.
/// </summary>
internal interface IRequestDispatcher
{
    /// <summary>The versions of an API that are served on a listener; null when it is not served there.</summary>
    ApiVersionRange? VersionsOf(ApiKey key, string listenerName);

    /// <summary>
    /// How long a request has to wait before it is dispatched; what its connection sends behind it waits too. Requests of a connection are
    /// asked about in their order.
    /// </summary>
    TimeSpan HoldBefore(IRequest request, RequestContext context) => TimeSpan.Zero;

    /// <summary>
    /// Handles one request. Null when it gets no answer. A <see cref="RequestRefusedException"/> closes the connection.
    /// </summary>
    ValueTask<IResponse?> DispatchAsync(IRequest request, RequestContext context);

    /// <summary>A request that was admitted begins to be served.</summary>
    void OnBegun(RequestContext context)
    {
    }

    /// <summary>A request is over: its answer has left, or it has none.</summary>
    /// <param name="context">The request's.</param>
    /// <param name="response">What was answered; null where nothing was.</param>
    /// <param name="requestBytes">How large it was.</param>
    /// <param name="answerBytes">How large its answer was.</param>
    void OnEnded(RequestContext context, IResponse? response, int requestBytes, int answerBytes)
    {
    }
}
