using MiniKafka.Protocol;
using MiniKafka.Rpc;

namespace MiniKafka.Broker;

/// <summary>
/// Finds the handler of a request among those that are served on its listener: clients' APIs on broker listeners, the
/// controllers' own on theirs. What ApiVersions advertises is read from the same tables.
/// </summary>
internal sealed class RequestDispatcher(IReadOnlySet<string> controllerListeners) : IRequestDispatcher
{
    private readonly SortedDictionary<ApiKey, IRequestHandler> _forClients = [];
    private readonly SortedDictionary<ApiKey, IRequestHandler> _forControllers = [];
    private readonly SortedSet<ApiKey> _unadvertised = [];

    /// <summary>Serves clients that ask without being told of it.</summary>
    public void AddUnadvertised(params ReadOnlySpan<IRequestHandler> handlers)
    {
        Add(_forClients, handlers);
        foreach (var handler in handlers)
        {
            _unadvertised.Add(handler.Versions.ApiKey);
        }
    }

    public void AddForClients(params ReadOnlySpan<IRequestHandler> handlers) => Add(_forClients, handlers);

    public void AddForControllers(params ReadOnlySpan<IRequestHandler> handlers) => Add(_forControllers, handlers);

    /// <summary>What clients of a listener are told that it serves, by API key.</summary>
    public IEnumerable<ApiVersionRange> Advertised(string listenerName) =>
        TableOf(listenerName).Values.Select(handler => handler.Versions).Where(versions => !_unadvertised.Contains(versions.ApiKey));

    public ApiVersionRange? VersionsOf(ApiKey key, string listenerName) =>
        TableOf(listenerName).TryGetValue(key, out var handler) ? handler.Versions : null;

    public ValueTask<IResponse?> DispatchAsync(IRequest request, RequestContext context) =>
        TableOf(context.ListenerName)[request.ApiKey].HandleAsync(request, context);

    private static void Add(SortedDictionary<ApiKey, IRequestHandler> table, ReadOnlySpan<IRequestHandler> handlers)
    {
        foreach (var handler in handlers)
        {
            table.Add(handler.Versions.ApiKey, handler);
        }
    }

    private SortedDictionary<ApiKey, IRequestHandler> TableOf(string listenerName) =>
        controllerListeners.Contains(listenerName) ? _forControllers : _forClients;
}
