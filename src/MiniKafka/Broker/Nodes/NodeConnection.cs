using MiniKafka.Network;
using MiniKafka.Rpc;
using MiniKafka.Runtime;

namespace MiniKafka.Broker.Nodes;

/// <summary>
/// A connection to another node that is made when it is first needed and made again when it is over. Answers come in
/// order on a connection, so requests that may wait long have one of their own. Owned by the node's loop.
/// </summary>
/// <param name="transport">How the node is reached.</param>
/// <param name="findAddress">Where it listens, as far as that is known.</param>
/// <param name="loop">The node's loop.</param>
/// <param name="options">Who asks, and how long it waits.</param>
internal sealed class NodeConnection(ITransport transport, Func<NodeEndPoint?> findAddress, EventLoop loop, RpcClientOptions options) : IAsyncDisposable
{
    private readonly CancellationTokenSource _over = new();
    private Task<RpcClient>? _client;

    /// <summary>An open connection; fails with <see cref="ConnectionClosedException"/> when nobody listens there.</summary>
    public Task<RpcClient> GetAsync()
    {
        if (_client is null || _client.IsFaulted || (_client.IsCompletedSuccessfully && !_client.Result.IsOpen))
        {
            _client = findAddress() is { } address
                ? RpcClient.ConnectAsync(transport, address, loop, options, _over.Token)
                : Task.FromException<RpcClient>(new ConnectionClosedException("It is not known where the node listens."));
        }

        return _client;
    }

    /// <summary>Whoever waits for an answer waits no longer; who waits for the connection still gets it.</summary>
    public void Interrupt()
    {
        if (_client is { IsCompletedSuccessfully: true, Result: var client })
        {
            _client = null;
            loop.Start(async () => await client.DisposeAsync());
        }
    }

    /// <summary>Whoever waits for an answer, or for a connection, waits no longer.</summary>
    public ValueTask DisposeAsync()
    {
        _over.Cancel();
        _over.Dispose();
        return _client is { IsCompletedSuccessfully: true } connected ? connected.Result.DisposeAsync() : ValueTask.CompletedTask;
    }
}
