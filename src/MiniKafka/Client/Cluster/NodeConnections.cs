using MiniKafka.Model;
using MiniKafka.Network;
using MiniKafka.Rpc;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Timers;

namespace MiniKafka.Client.Cluster;

/// <summary>
/// The connections of one client, one for each broker and purpose, made when first asked for and again when they are
/// over, though not before <c>reconnect.backoff.ms</c> has gone by since the last one was begun. Whoever asks while one is
/// being made gets the same. Owned by the client's loop.
/// </summary>
internal sealed class NodeConnections(ITransport transport, EventLoop loop, ClusterClientOptions options, RpcTraffic traffic, RetryBackoff reconnects) : IAsyncDisposable
{
    private readonly SortedDictionary<(int Node, ConnectionPurpose Purpose), Entry> _entries = [];
    private readonly RpcClientOptions _rpc = new() { ClientId = options.ClientId, RequestTimeout = options.RequestTimeout, Traffic = traffic };
    private bool _closed;

    /// <summary>How many there are in the table that work, as far as is known.</summary>
    public int OpenCount => _entries.Values.Count(static entry => entry is { Connection.IsCompletedSuccessfully: true, IsUsable: true });

    /// <summary>How many were begun.</summary>
    public long Begun { get; private set; }

    public Task<RpcClient> GetAsync(int nodeId, NodeEndPoint address, ConnectionPurpose purpose)
    {
        if (_closed)
        {
            // What still runs for a client that ends hears of it as of any other failure, and ends too.
            return Task.FromException<RpcClient>(ClientErrors.Translate(new ObjectDisposedException(nameof(NodeConnections)), $"Connecting to {address}"));
        }

        var key = (nodeId, purpose);
        if (_entries.TryGetValue(key, out var entry) && entry.Address.Equals(address) && entry.IsUsable)
        {
            return entry.Connection;
        }

        var failures = 0;
        if (entry is not null && entry.Address.Equals(address))
        {
            // A connection that came about ends the count, however short it lived.
            failures = entry.Connection.IsCompletedSuccessfully ? 1 : entry.Failures + 1;
            entry.WaitUntil ??= entry.BegunAt + loop.Clock.TimestampsIn(reconnects.After(failures));
            if (loop.Clock.GetTimestamp() < entry.WaitUntil)
            {
                return Task.FromException<RpcClient>(new KafkaException(
                    ErrorCode.NetworkException, $"Connecting to {address} is not tried again before reconnect.backoff.ms has gone by."));
            }
        }

        entry = new Entry(address, ConnectAsync(address), loop.Clock.GetTimestamp(), failures);
        _entries[key] = entry;
        return entry.Connection;
    }

    /// <summary>Whether there is a connection that works, as far as is known.</summary>
    public bool IsOpen(int nodeId, ConnectionPurpose purpose) =>
        _entries.TryGetValue((nodeId, purpose), out var entry) && entry is { Connection.IsCompletedSuccessfully: true, IsUsable: true };

    /// <summary>A connection outside the table, which the caller disposes of.</summary>
    public async Task<RpcClient> ConnectAsync(NodeEndPoint address)
    {
        Begun++;
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
        var open = _entries.Values.Where(entry => entry.Connection.IsCompletedSuccessfully).Select(entry => entry.Connection.Result).ToList();
        _entries.Clear();
        await Task.WhenAll(open.ConvertAll(connection => connection.DisposeAsync().AsTask()));
    }

    /// <param name="Address">Where the broker listens.</param>
    /// <param name="Connection">The connection, or why there is none.</param>
    /// <param name="BegunAt">The timestamp at which it was begun.</param>
    /// <param name="Failures">Tries before it that failed one after the other.</param>
    private sealed record Entry(NodeEndPoint Address, Task<RpcClient> Connection, long BegunAt, int Failures)
    {
        /// <summary>The timestamp before which the next one is not begun; chosen once it is over.</summary>
        public long? WaitUntil { get; set; }

        public bool IsUsable => !Connection.IsCompleted || (Connection.IsCompletedSuccessfully && Connection.Result.IsOpen);
    }
}
