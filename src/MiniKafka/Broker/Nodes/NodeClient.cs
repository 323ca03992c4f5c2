using MiniKafka.Network;
using MiniKafka.Rpc;
using MiniKafka.Runtime;

namespace MiniKafka.Broker.Nodes;

/// <summary>
/// How a node asks the other nodes of its cluster over one listener of theirs: a connection for each node and lane, made when it is needed
/// and again when it is over, with timeouts of its own. Owned by the node's loop.
/// </summary>
/// <param name="transport">How the listener is reached.</param>
/// <param name="addressOf">Where a node has that listener; null while that is not known.</param>
/// <param name="loop">The node's loop.</param>
/// <param name="options">Who asks, and how long it waits.</param>
internal sealed class NodeClient(ITransport transport, Func<int, NodeEndPoint?> addressOf, EventLoop loop, RpcClientOptions options) : IAsyncDisposable
{
    private readonly SortedDictionary<(int NodeId, NodeLane Lane), NodeConnection> _connections = [];

    /// <summary>An open connection; fails with <see cref="ConnectionClosedException"/> when nobody listens there.</summary>
    public Task<RpcClient> ConnectAsync(int nodeId, NodeLane lane)
    {
        if (!_connections.TryGetValue((nodeId, lane), out var connection))
        {
            _connections[(nodeId, lane)] = connection = new NodeConnection(transport, () => addressOf(nodeId), loop, options);
        }

        return connection.GetAsync();
    }

    /// <summary>
    /// Why no connection could be made, when that is known at once; else null. Nodes that are down are asked often, and an
    /// exception that is not thrown costs nothing.
    /// </summary>
    public static ConnectionClosedException? RefusalOf(Task<RpcClient> connecting) =>
        connecting.IsFaulted ? connecting.Exception.InnerException as ConnectionClosedException : null;

    /// <summary>Whether anybody listens for that node.</summary>
    public async Task<bool> IsReachableAsync(int nodeId)
    {
        try
        {
            if (addressOf(nodeId) is not { } address)
            {
                return false;
            }

            await using var probe = await transport.ConnectAsync(address, loop);
            return true;
        }
        catch (ConnectionClosedException)
        {
            return false;
        }
    }

    /// <summary>Ends what is being waited for on one connection.</summary>
    public void Interrupt(int nodeId, NodeLane lane) => _connections.GetValueOrDefault((nodeId, lane))?.Interrupt();

    /// <summary>Closes connections, and ends what is asked on them.</summary>
    public async ValueTask CloseAsync(Func<int, NodeLane, bool> isMeant)
    {
        foreach (var (key, connection) in _connections.Where(connection => isMeant(connection.Key.NodeId, connection.Key.Lane)).ToList())
        {
            _connections.Remove(key);
            await connection.DisposeAsync();
        }
    }

    public ValueTask DisposeAsync() => CloseAsync(static (_, _) => true);
}
