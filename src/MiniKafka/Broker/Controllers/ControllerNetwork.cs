using MiniKafka.Network;
using MiniKafka.Rpc;
using MiniKafka.Runtime;

namespace MiniKafka.Broker.Controllers;

/// <summary>What a connection between controllers is for; requests of one kind do not wait behind those of another.</summary>
internal enum ControllerLane
{
    /// <summary>Fetches of the metadata log, which wait at the leader.</summary>
    Replication,

    /// <summary>Votes and announcements.</summary>
    Elections,

    /// <summary>Heartbeats of brokers and changes of in-sync replicas.</summary>
    Brokers,

    /// <summary>Requests of clients that another node decides about.</summary>
    Forwarding,
}

/// <summary>The connections of a node to the controllers of its cluster. Owned by the node's loop.</summary>
internal sealed class ControllerNetwork(ITransport transport, EventLoop loop, RpcClientOptions options) : IAsyncDisposable
{
    private const int Port = 9093;

    private readonly SortedDictionary<(int NodeId, ControllerLane Lane), NodeConnection> _connections = [];

    public TimeSpan RequestTimeout => options.RequestTimeout;

    /// <summary>Where the controller of a node listens within this process.</summary>
    public static NodeEndPoint AddressOf(int nodeId) => new($"controller-{nodeId}", Port);

    public Task<RpcClient> ConnectAsync(int nodeId, ControllerLane lane)
    {
        if (!_connections.TryGetValue((nodeId, lane), out var connection))
        {
            _connections[(nodeId, lane)] = connection = new NodeConnection(transport, AddressOf(nodeId), loop, options);
        }

        return connection.GetAsync();
    }

    /// <summary>Whether anybody listens for that node.</summary>
    public async Task<bool> IsReachableAsync(int nodeId)
    {
        try
        {
            await using var probe = await transport.ConnectAsync(AddressOf(nodeId), loop);
            return true;
        }
        catch (ConnectionClosedException)
        {
            return false;
        }
    }

    /// <summary>Ends what is asked of the active controller; what the quorum has to say still goes out.</summary>
    public ValueTask AbandonRequestsAsync() => CloseAsync(static lane => lane is ControllerLane.Brokers or ControllerLane.Forwarding);

    public ValueTask DisposeAsync() => CloseAsync(static _ => true);

    private async ValueTask CloseAsync(Func<ControllerLane, bool> isMeant)
    {
        foreach (var (key, connection) in _connections.Where(connection => isMeant(connection.Key.Lane)).ToList())
        {
            _connections.Remove(key);
            await connection.DisposeAsync();
        }
    }
}
