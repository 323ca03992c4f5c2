using Microsoft.Extensions.Logging;
using MiniKafka.Network;
using MiniKafka.Runtime;

namespace MiniKafka.Rpc;

/// <summary>
/// Accepts connections on a listener and serves each of them until it ends. Owned by the node's loop. Disposing stops
/// accepting and breaks what is connected.
/// </summary>
internal sealed class RpcServer(EventLoop loop, IRequestDispatcher dispatcher, ILogger logger) : IAsyncDisposable
{
    private readonly List<IConnectionListener> _listeners = [];
    private readonly SortedDictionary<long, IConnection> _connections = [];
    private readonly List<Task> _serving = [];
    private readonly RpcLog _log = new(logger);
    private long _lastConnectionId;
    private bool _disposed;

    public int ConnectionCount => _connections.Count;

    /// <summary>Serves a listener under the name that its clients' requests carry.</summary>
    public void Serve(IConnectionListener listener, string listenerName)
    {
        _listeners.Add(listener);
        listener.Refused = (remote, reason) => _log.Refused(remote, listenerName, reason);
        var turns = new RequestTurns(loop);
        loop.Start(() => AcceptAsync(listener, listenerName, turns));
    }

    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        foreach (var listener in _listeners)
        {
            await listener.DisposeAsync();
        }

        foreach (var connection in _connections.Values)
        {
            connection.Abort();
        }

        await Task.WhenAll(_serving);
    }

    private async Task AcceptAsync(IConnectionListener listener, string listenerName, RequestTurns turns)
    {
        while (await listener.AcceptAsync() is { } connection)
        {
            if (_disposed)
            {
                connection.Abort();
                await connection.DisposeAsync();
                continue;
            }

            _serving.RemoveAll(static serving => serving.IsCompleted);
            _serving.Add(ServeAsync(connection, listenerName, turns));
        }
    }

    private async Task ServeAsync(IConnection connection, string listenerName, RequestTurns turns)
    {
        var id = ++_lastConnectionId;
        _connections.Add(id, connection);
        var client = new ClientConnection(id, listenerName, connection.RemoteEndPoint, connection.Closed);
        try
        {
            await new RequestPipeline(connection, client, dispatcher, new RequestTurn(turns, loop), loop, _log).RunAsync();
        }
        finally
        {
            _connections.Remove(id);
            await connection.DisposeAsync();
        }
    }
}
