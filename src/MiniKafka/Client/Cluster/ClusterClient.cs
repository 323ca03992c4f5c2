using Microsoft.Extensions.Logging;
using MiniKafka.Client.Metrics;
using MiniKafka.Model;
using MiniKafka.Network;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;
using MiniKafka.Runtime;

namespace MiniKafka.Client.Cluster;

/// <summary>
/// What every client builds on: a loop of its own, connections to the brokers, what is known of the cluster, and finding
/// coordinators. Everything but <see cref="Metadata"/> is used on <see cref="Loop"/> only. When no known broker answers,
/// it begins again with the bootstrap addresses.
/// </summary>
internal sealed partial class ClusterClient : IAsyncDisposable
{
    private const short FirstVersionOfManyCoordinators = 4;
    private readonly ClientEnvironment _environment;
    private readonly ClusterClientOptions _options;
    private readonly NodeConnections _connections;
    private readonly SortedDictionary<(CoordinatorKind Kind, string Key), int> _coordinators = [];
    private ClusterMetadata _metadata = ClusterMetadata.Empty;

    /// <param name="environment">Where it runs.</param>
    /// <param name="options">What is configured.</param>
    /// <param name="kind">Which kind of client it is.</param>
    /// <param name="name">How its loop is called.</param>
    public ClusterClient(ClientEnvironment environment, ClusterClientOptions options, string kind, string name)
    {
        _environment = environment;
        _options = options;
        Loop = environment.Host.CreateLoop(name);
        Backoff = new RetryBackoff(options.RetryBackoff, options.RetryBackoffMax, environment.Host.CreateRandom($"{name} backoff"));
        var traffic = new RpcTraffic(Loop);
        _connections = new NodeConnections(
            environment.Transport,
            Loop,
            options,
            traffic,
            new RetryBackoff(options.ReconnectBackoff, options.ReconnectBackoffMax, environment.Host.CreateRandom($"{name} reconnects")));
        var logger = (options.LoggerFactory ?? environment.LoggerFactory).CreateLogger("MiniKafka.Client");
        foreach (var warning in options.Warnings)
        {
            ClientLog.ClientConfigWarning(logger, name, warning);
        }

        var listeners = new TelemetryListeners(Loop, error => ClientLog.ClientTelemetryListenerFailed(logger, name, error));
        Meter = new ClientMeter(kind, options.ClientId, () => Metadata.ClusterId, Loop, listeners, () => Read(traffic));
        traffic.Durations = Meter.Durations;
        Loop.Ended.Register(static meter => ((ClientMeter)meter!).Dispose(), Meter);
    }

    public EventLoop Loop { get; }

    public ClientMeter Meter { get; }

    public LoopHost Host => _environment.Host;

    public RetryBackoff Backoff { get; }

    public ClusterClientOptions Options => _options;

    /// <summary>What is known now; any thread may ask.</summary>
    public ClusterMetadata Metadata => Volatile.Read(ref _metadata);

    /// <summary>
    /// The open connection to a broker, made when there is none. Fails with a retriable <see cref="KafkaException"/> when
    /// the broker is unknown or out of reach.
    /// </summary>
    public Task<RpcClient> ConnectionToAsync(int nodeId, ConnectionPurpose purpose) =>
        Metadata.Brokers.TryGetValue(nodeId, out var broker)
            ? _connections.GetAsync(nodeId, broker.Address, purpose)
            : Task.FromException<RpcClient>(new KafkaException(ErrorCode.NetworkException, $"Broker {nodeId} is not known."));

    /// <summary>A connection to any broker that can be reached: for requests that every broker answers.</summary>
    public async Task<RpcClient> AnyConnectionAsync()
    {
        if (Metadata.Brokers.IsEmpty)
        {
            await RefreshAsync();
        }

        KafkaException? last = null;
        foreach (var nodeId in AnyBroker)
        {
            try
            {
                return await ConnectionToAsync(nodeId, ConnectionPurpose.General);
            }
            catch (KafkaException exception)
            {
                last = exception;
            }
        }

        throw last ?? new KafkaException(ErrorCode.NetworkException, "The cluster has named no broker.");
    }

    /// <summary>
    /// The brokers in the order in which they are asked what any of them knows: those with an open connection first, so that one that hangs is not
    /// waited for with every question.
    /// </summary>
    private IEnumerable<int> AnyBroker => Metadata.Brokers.Keys.OrderByDescending(nodeId => _connections.IsOpen(nodeId, ConnectionPurpose.General));

    /// <summary>
    /// Sends a request on a connection, lost connections and late answers turned into <see cref="KafkaException"/>. The
    /// answer carries no record bytes.
    /// </summary>
    public static async Task<TResponse> CallAsync<TResponse>(RpcClient connection, IRequest<TResponse> request, TimeSpan? timeout = null)
        where TResponse : IResponse
    {
        try
        {
            return await connection.CallAsync(request, timeout: timeout);
        }
        catch (Exception exception) when (ClientErrors.IsKnown(exception))
        {
            throw ClientErrors.Translate(exception, $"{request.ApiKey} at {connection.Remote}");
        }
    }

    /// <summary>Takes over a leader that a broker named in passing.</summary>
    public void LearnLeader(TopicPartition partition, int leaderId, int leaderEpoch, BrokerAddress? address) =>
        Learn(Metadata.WithLeader(partition, leaderId, leaderEpoch, address));

    /// <summary>The node id of the coordinator, remembered until <see cref="ForgetCoordinator"/>.</summary>
    public Task<int> CoordinatorAsync(CoordinatorKind kind, string key, TimeSpan timeout) =>
        _coordinators.TryGetValue((kind, key), out var nodeId)
            ? Task.FromResult(nodeId)
            : Backoff.RetryAsync(() => FindCoordinatorAsync(kind, key), timeout, Loop.Clock);

    /// <summary>The coordinator moved or could not be reached: the next one who needs it asks again.</summary>
    public void ForgetCoordinator(CoordinatorKind kind, string key) => _coordinators.Remove((kind, key));

    /// <summary>Does on the loop what the user asks for, who may give up.</summary>
    /// <exception cref="KafkaException">The loop has ended, with its cluster perhaps.</exception>
    public async Task<T> InvokeAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await Loop.InvokeAsync(work, cancellationToken).OffCaller();
        }
        catch (LoopStoppedException stopped)
        {
            throw ClientErrors.Translate(stopped, "The call");
        }
    }

    /// <summary>Does on the loop what the user asks for, who may give up.</summary>
    /// <exception cref="KafkaException">The loop has ended, with its cluster perhaps.</exception>
    public Task InvokeAsync(Func<Task> work, CancellationToken cancellationToken) => InvokeAsync(
        async () =>
        {
            await work();
            return true;
        },
        cancellationToken);

    /// <summary>Does on the loop what is left to do; nothing is when it has ended, or ends meanwhile, as it does when its cluster is disposed of first.</summary>
    public async Task FinishAsync(Func<Task> work)
    {
        try
        {
            await Loop.InvokeAsync(work).OffCaller();
        }
        catch (LoopStoppedException) when (Loop.IsStopped)
        {
        }
    }

    /// <summary>Closes the connections and ends the loop, so that nothing runs there any more; from any thread but the loop's own.</summary>
    public async ValueTask DisposeAsync()
    {
        await FinishAsync(() => _connections.DisposeAsync().AsTask()).OffCaller();
        var ended = Loop.CreateCompletion();
        using (Loop.Ended.UnsafeRegister(static ended => ((TaskCompletionSource)ended!).SetResult(), ended))
        {
            Loop.Stop();
            await ended.Task.OffCaller();
        }

        if (_environment.OwnsHost)
        {
            await _environment.Host.DisposeAsync().OffCaller();
        }
    }

    private async Task<int> FindCoordinatorAsync(CoordinatorKind kind, string key)
    {
        var what = $"Finding the coordinator of '{key}'";
        var connection = await AnyConnectionAsync();
        var request = connection.VersionOf(ApiKey.FindCoordinator) >= FirstVersionOfManyCoordinators
            ? new FindCoordinatorRequest { KeyType = (sbyte)kind, CoordinatorKeys = [key] }
            : new FindCoordinatorRequest { KeyType = (sbyte)kind, Key = key };
        var answer = await CallAsync(connection, request);
        var (error, message, nodeId, host, port) = answer.Coordinators is [var one, ..]
            ? (one.ErrorCode, one.ErrorMessage, one.NodeId, one.Host, one.Port)
            : (answer.ErrorCode, answer.ErrorMessage, answer.NodeId, answer.Host, answer.Port);
        ClientErrors.ThrowIfError(error, what, message);
        var rack = Metadata.Brokers.GetValueOrDefault(nodeId)?.Rack;
        Learn(Metadata with { Brokers = Metadata.Brokers.SetItem(nodeId, new BrokerAddress(nodeId, new NodeEndPoint(host, port), rack)) });
        _coordinators[(kind, key)] = nodeId;
        return nodeId;
    }

    /// <summary>How it stands; on its loop.</summary>
    private ClientReading Read(RpcTraffic traffic) => new(
        [.. traffic.Apis.Select(api => new ApiTrafficReading(api.Name, api.Requests, api.Failures, api.BytesOut, api.BytesIn))],
        _connections.OpenCount,
        _connections.Begun);

    private void Learn(ClusterMetadata metadata) => Volatile.Write(ref _metadata, metadata);
}
