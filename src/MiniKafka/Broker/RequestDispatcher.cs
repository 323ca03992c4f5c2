using MiniKafka.Protocol;
using MiniKafka.Rpc;

namespace MiniKafka.Broker;

/// <summary>
/// Finds what serves a request on its listener: clients' APIs on broker listeners, the controllers' own on theirs. A request is admitted,
/// then handled. What ApiVersions advertises is read from the same tables.
/// </summary>
internal sealed class RequestDispatcher(IReadOnlySet<string> controllerListeners) : IRequestDispatcher
{
    private readonly SortedDictionary<ApiKey, ServedApi> _forClients = [];
    private readonly SortedDictionary<ApiKey, ServedApi> _forControllers = [];

    public void ServeClients(params IEnumerable<ServedApi> apis) => Add(_forClients, apis);

    public void ServeControllers(params IEnumerable<ServedApi> apis) => Add(_forControllers, apis);

    /// <summary>What clients of a listener are told that it serves, by API key.</summary>
    public IEnumerable<ApiVersionRange> Advertised(string listenerName) =>
        TableOf(listenerName).Values.Where(api => api.IsAdvertised).Select(api => api.Versions);

    public ApiVersionRange? VersionsOf(ApiKey key, string listenerName) => TableOf(listenerName).TryGetValue(key, out var api) ? api.Versions : null;

    public ValueTask<IResponse?> DispatchAsync(IRequest request, RequestContext context)
    {
        var api = TableOf(context.ListenerName)[request.ApiKey];
        return context.Connection.IsAuthenticated || api.BeforeAuthentication
            ? api.Handler.HandleAsync(request, context)
            : throw new RequestRefusedException($"{api.Key} was asked for by somebody who has not authenticated.");
    }

    private static void Add(SortedDictionary<ApiKey, ServedApi> table, IEnumerable<ServedApi> apis)
    {
        foreach (var api in apis)
        {
            table.Add(api.Key, api);
        }
    }

    private SortedDictionary<ApiKey, ServedApi> TableOf(string listenerName) => controllerListeners.Contains(listenerName) ? _forControllers : _forClients;
}
