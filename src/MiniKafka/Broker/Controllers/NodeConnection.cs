using MiniKafka.Network;
using MiniKafka.Rpc;
using MiniKafka.Runtime;

namespace MiniKafka.Broker.Controllers;

/// <summary>
/// A connection to another node that is made when it is first needed and made again when it is over. Answers come in
/// order on a connection, so requests that may wait long have one of their own. Owned by the node's loop.
/// </summary>
internal sealed class NodeConnection(ITransport transport, NodeEndPoint address, EventLoop loop, RpcClientOptions options) : IAsyncDisposable
{
    private readonly CancellationTokenSource _over = new();
    private Task<RpcClient>? _client;

    /// <summary>An open connection; fails with <see cref="ConnectionClosedException"/> when nobody listens there.</summary>
    public Task<RpcClient> GetAsync()
    {
        if (_client is null || _client.IsFaulted || (_client.IsCompletedSuccessfully && !_client.Result.IsOpen))
        {
            _client = RpcClient.ConnectAsync(transport, address, loop, options, _over.Token);
        }

        return _client;
    }

    /// <summary>
    /// Why no connection could be made, when that is known at once; else null. Nodes that are down are asked often, and an
    /// exception that is not thrown costs nothing.
    /// </summary>
    public static ConnectionClosedException? RefusalOf(Task<RpcClient> connecting) =>
        connecting.IsFaulted ? connecting.Exception.InnerException as ConnectionClosedException : null;

    /// <summary>Whoever waits for an answer, or for a connection, waits no longer.</summary>
    public ValueTask DisposeAsync()
    {
        _over.Cancel();
        _over.Dispose();
        return _client is { IsCompletedSuccessfully: true } connected ? connected.Result.DisposeAsync() : ValueTask.CompletedTask;
    }
}
