using MiniKafka.Client.Admin;
using MiniKafka.Client.Cluster;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;

namespace MiniKafka.Client;

/// <summary>
/// Looks after a cluster: topics, partitions, configurations, offsets, groups, records, quotas, passwords, features. Calls fail with the first error that a broker
/// answered and a retry could not mend; they may be made from several threads at once.
/// </summary>
/// <remarks>
/// A call whose answer was lost is made again, as Apache Kafka's client does too. What the first try has done already is an error to the
/// second: a topic that was just made exists already, one that was just deleted is unknown. With <c>retries</c> = 0 the loss itself is
/// what the caller hears of.
/// </remarks>
public sealed partial class AdminClient : IAsyncDisposable
{
    private readonly ClusterClient _cluster;
    private readonly TimeSpan _timeout;
    private readonly int _retries;

    /// <summary>An administrative client of any Kafka cluster, over TCP.</summary>
    /// <param name="config">The configuration; <c>bootstrap.servers</c> is needed.</param>
    /// <exception cref="KafkaException">The configuration names no broker.</exception>
    public AdminClient(AdminConfig config)
        : this(config, environment: null)
    {
    }

    internal AdminClient(AdminConfig config, ClientEnvironment? environment)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Check();
        environment ??= ClientEnvironment.Tcp(config.BootstrapServers, config.ConnectionsMaxIdle);
        _retries = config.Retries;
        _timeout = TimeSpan.FromMilliseconds(config.DefaultApiTimeoutMs);
        _cluster = new ClusterClient(environment, config.ToClusterOptions(allowAutoTopicCreation: false), $"admin {config.ClientId}");
    }

    /// <summary>The brokers that are alive.</summary>
    public async Task<ClusterDescription> DescribeClusterAsync()
    {
        var answer = await CallAnyAsync(new DescribeClusterRequest());
        ClientErrors.ThrowIfError(answer.ErrorCode, "Describing the cluster", answer.ErrorMessage);
        return new ClusterDescription(
            answer.ClusterId,
            answer.ControllerId,
            [.. answer.Brokers.OrderBy(broker => broker.BrokerId).Select(broker => new BrokerDescription(broker.BrokerId, broker.Host, broker.Port, broker.Rack))]);
    }

    /// <summary>The log directories of a broker, with the replicas in each.</summary>
    /// <exception cref="KafkaException">The broker is not known, or refuses.</exception>
    public async Task<IReadOnlyList<LogDirDescription>> DescribeLogDirsAsync(int nodeId)
    {
        var answer = await CallNodeAsync(nodeId, new DescribeLogDirsRequest { Topics = null });
        ClientErrors.ThrowIfError(answer.ErrorCode, $"Describing the log directories of broker {nodeId}");
        return
        [
            .. answer.Results.Select(directory => new LogDirDescription(
                directory.LogDir,
                directory.ErrorCode,
                directory.TotalBytes,
                directory.UsableBytes,
                [
                    .. directory.Topics.SelectMany(
                        topic => topic.Partitions,
                        (topic, partition) => new ReplicaDescription(
                            new TopicPartition(topic.Name, partition.PartitionIndex), partition.PartitionSize, partition.OffsetLag, partition.IsFutureKey)),
                ])),
        ];
    }

    /// <summary>
    /// Has a broker move its replicas of some partitions to other log directories of its own. The call ends when the moves have
    /// begun; <see cref="DescribeLogDirsAsync"/> shows the copies, and how far they are, until the replicas have changed places.
    /// </summary>
    /// <param name="nodeId">The broker.</param>
    /// <param name="directories">Where each replica shall be: a path as <see cref="DescribeLogDirsAsync"/> names it.</param>
    /// <exception cref="KafkaException">The broker has no such directory or no such replica, or the directory is out of service.</exception>
    public async Task AlterReplicaLogDirsAsync(int nodeId, IReadOnlyDictionary<TopicPartition, string> directories)
    {
        ArgumentNullException.ThrowIfNull(directories);
        PartitionArguments.Check(directories.Keys, nameof(directories));
        var answer = await CallNodeAsync(nodeId, new AlterReplicaLogDirsRequest
        {
            Dirs =
            [
                .. directories.GroupBy(move => move.Value, StringComparer.Ordinal).Select(directory => new AlterReplicaLogDirsRequest.AlterReplicaLogDir
                {
                    Path = directory.Key,
                    Topics =
                    [
                        .. directory.GroupBy(move => move.Key.Topic, StringComparer.Ordinal).Select(topic => new AlterReplicaLogDirsRequest.AlterReplicaLogDirTopic
                        {
                            Name = topic.Key,
                            Partitions = [.. topic.Select(move => move.Key.Partition)],
                        }),
                    ],
                }),
            ],
        });
        foreach (var (topic, partition) in answer.Results.SelectMany(topic => topic.Partitions, (topic, partition) => (topic, partition)))
        {
            ClientErrors.ThrowIfError(partition.ErrorCode, $"Moving {topic.TopicName}-{partition.PartitionIndex} on broker {nodeId}");
        }
    }

    /// <summary>Closes the connections.</summary>
    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    private int TimeoutMs => (int)_timeout.TotalMilliseconds;

    private Task<T> RunAsync<T>(Func<Task<T>> call) => _cluster.Loop.InvokeAsync(call);

    /// <summary>Runs a call again as long as it fails with what a retry may mend.</summary>
    private Task<T> RetryAsync<T>(Func<Task<T>> call) => RunAsync(() => _cluster.Backoff.RetryAsync(call, _timeout, _cluster.Loop.Clock, _retries));

    private Task<TResponse> CallAnyAsync<TResponse>(IRequest<TResponse> request)
        where TResponse : IResponse => CallAnyAsync(request, static _ => { });

    private Task<TResponse> CallAnyAsync<TResponse>(IRequest<TResponse> request, Action<TResponse> check)
        where TResponse : IResponse => CallAnyAsync(_ => request, check);

    /// <summary>Asks any broker, and again as long as nobody could decide. What was decided is an answer, and asking again would not change it.</summary>
    /// <param name="request">Makes the request for the connection it goes over.</param>
    /// <param name="check">Throws what the answer says went wrong.</param>
    private async Task<TResponse> CallAnyAsync<TResponse>(Func<RpcClient, IRequest<TResponse>> request, Action<TResponse> check)
        where TResponse : IResponse
    {
        var (answer, refusal) = await RetryAsync(async () =>
        {
            var connection = await _cluster.AnyConnectionAsync();
            var answer = await ClusterClient.CallAsync(connection, request(connection), _timeout);
            try
            {
                check(answer);
                return (answer, (KafkaException?)null);
            }
            catch (KafkaException refusal) when (refusal.Code is not (ErrorCode.NotController or ErrorCode.NotLeaderOrFollower or ErrorCode.LeaderNotAvailable
                or ErrorCode.CoordinatorNotAvailable or ErrorCode.ThrottlingQuotaExceeded))
            {
                return (answer, refusal);
            }
        });
        return refusal is null ? answer : throw refusal;
    }

    private Task<TResponse> CallNodeAsync<TResponse>(int nodeId, IRequest<TResponse> request)
        where TResponse : IResponse => RetryAsync(async () =>
        {
            await _cluster.AnyConnectionAsync();
            return await ClusterClient.CallAsync(await ConnectAsync(nodeId), request, _timeout);
        });

    private Task<RpcClient> ConnectAsync(int nodeId) => _cluster.ConnectionToAsync(nodeId, ConnectionPurpose.General);
}
