using MiniKafka.Network;
using MiniKafka.Rpc;
using MiniKafka.Runtime;

namespace MiniKafka.Client.Cluster;

/// <summary>
/// The connections of one client, one for each broker and purpose, made when first asked for and again when they are
/// over. Whoever asks while one is being made gets the same. Owned by the client's loop.
/// </summary>
internal sealed class NodeConnections(ITransport transport, EventLoop loop, ClusterClientOptions options) : IAsyncDisposable
{
    private readonly SortedDictionary<(int Node, ConnectionPurpose Purpose), Entry> _entries = [];
    private readonly RpcClientOptions _rpc = new() { ClientId = options.ClientId, RequestTimeout = options.RequestTimeout };
    private bool _closed;

    public Task<RpcClient> GetAsync(int nodeId, NodeEndPoint address, ConnectionPurpose purpose)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        var key = (nodeId, purpose);
        if (_entries.TryGetValue(key, out var entry) && entry.Address.Equals(address) && entry.IsUsable)
        {
            return entry.Connection;
        }

        entry = new Entry(address, ConnectAsync(address));
        _entries[key] = entry;
        return entry.Connection;
    }

    /// <summary>A connection outside the table, which the caller disposes of.</summary>
    public async Task<RpcClient> ConnectAsync(NodeEndPoint address)
    {
        using var timeout = new CancellationTokenSource(options.ConnectionTimeout, loop.Clock);
        try
        {
            var connection = await RpcClient.ConnectAsync(transport, address, loop, _rpc, timeout.Token);
            if (_closed)
            {
                await connection.DisposeAsync();
                throw new ConnectionClosedException("The client is closed.");
            }

            return connection;
        }
        catch (Exception exception) when (ClientErrors.IsKnown(exception))
        {
            throw ClientErrors.Translate(exception, $"Connecting to {address}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _closed = true;
        foreach (var entry in _entries.Values.Where(entry => entry.Connection.IsCompletedSuccessfully).ToList())
        {
            await (await entry.Connection).DisposeAsync();
        }

        _entries.Clear();
    }

    private sealed record Entry(NodeEndPoint Address, Task<RpcClient> Connection)
    {
        public bool IsUsable => !Connection.IsCompleted || (Connection.IsCompletedSuccessfully && Connection.Result.IsOpen);
    }
}
