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
public sealed partial class AdminClient : IAdminClient
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
        _cluster = new ClusterClient(environment, config.ToClusterOptions(allowAutoTopicCreation: false), "admin", $"admin {config.ClientId}");
    }

    /// <inheritdoc/>
    public Task<ClusterDescription> DescribeClusterAsync(CancellationToken cancellationToken = default) => CallAnyAsync(
        new DescribeClusterRequest(),
        answer =>
        {
            ClientErrors.ThrowIfError(answer.ErrorCode, "Describing the cluster", answer.ErrorMessage);
            return new ClusterDescription(
                answer.ClusterId,
                answer.ControllerId,
                [.. answer.Brokers.OrderBy(broker => broker.BrokerId).Select(broker => new BrokerDescription(broker.BrokerId, broker.Host, broker.Port, broker.Rack))]);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LogDirDescription>> DescribeLogDirsAsync(int nodeId, CancellationToken cancellationToken = default) => CallNodeAsync(
        nodeId,
        new DescribeLogDirsRequest { Topics = null },
        IReadOnlyList<LogDirDescription> (answer) =>
        {
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
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task AlterReplicaLogDirsAsync(int nodeId, IReadOnlyDictionary<TopicPartition, string> directories, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(directories);
        PartitionArguments.Check(directories.Keys, nameof(directories));
        var request = new AlterReplicaLogDirsRequest
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
        };
        return CallNodeAsync(
            nodeId,
            request,
            answer =>
            {
                foreach (var (topic, partition) in answer.Results.SelectMany(topic => topic.Partitions, (topic, partition) => (topic, partition)))
                {
                    ClientErrors.ThrowIfError(partition.ErrorCode, $"Moving {topic.TopicName}-{partition.PartitionIndex} on broker {nodeId}");
                }

                return answer;
            },
            cancellationToken);
    }

    /// <summary>Closes the connections.</summary>
    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    private int TimeoutMs => (int)_timeout.TotalMilliseconds;

    /// <summary>Runs a call again as long as it fails with what a retry may mend.</summary>
    private Task<T> RetryAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken) => _cluster.InvokeAsync(
        () => _cluster.Backoff.RetryAsync(call, _timeout, _cluster.Loop.Clock, _retries, cancellationToken), cancellationToken);

    private Task<T> CallAnyAsync<TResponse, T>(IRequest<TResponse> request, Func<TResponse, T> read, CancellationToken cancellationToken)
        where TResponse : IResponse => CallAnyAsync(_ => request, read, cancellationToken);

    private Task<TResponse> CallAnyAsync<TResponse>(IRequest<TResponse> request, Action<TResponse> check, CancellationToken cancellationToken)
        where TResponse : IResponse => CallAnyAsync(_ => request, check, cancellationToken);

    private Task<TResponse> CallAnyAsync<TResponse>(Func<RpcClient, IRequest<TResponse>> request, Action<TResponse> check, CancellationToken cancellationToken)
        where TResponse : IResponse => CallAnyAsync(
            request,
            answer =>
            {
                check(answer);
                return answer;
            },
            cancellationToken);

    /// <summary>Asks any broker, and again as long as nobody could decide. What was decided is an answer, and asking again would not change it.</summary>
    /// <param name="request">Makes the request for the connection it goes over.</param>
    /// <param name="read">What the caller gets of the answer; throws what it says went wrong.</param>
    /// <param name="cancellationToken">Gives up.</param>
    private Task<T> CallAnyAsync<TResponse, T>(Func<RpcClient, IRequest<TResponse>> request, Func<TResponse, T> read, CancellationToken cancellationToken)
        where TResponse : IResponse => _cluster.InvokeAsync(
            async () =>
            {
                var (result, refusal) = await RetryAsync(
                    async () =>
                    {
                        var connection = await _cluster.AnyConnectionAsync();
                        var answer = await ClusterClient.CallAsync(connection, request(connection), _timeout);
                        try
                        {
                            return (read(answer), (KafkaException?)null);
                        }
                        catch (KafkaException refusal) when (refusal.Code is not (ErrorCode.NotController or ErrorCode.NotLeaderOrFollower
                            or ErrorCode.LeaderNotAvailable or ErrorCode.CoordinatorNotAvailable or ErrorCode.ThrottlingQuotaExceeded))
                        {
                            return (default(T)!, refusal);
                        }
                    },
                    cancellationToken);
                return refusal is null ? result : throw refusal;
            },
            cancellationToken);

    private Task<T> CallNodeAsync<TResponse, T>(int nodeId, IRequest<TResponse> request, Func<TResponse, T> read, CancellationToken cancellationToken)
        where TResponse : IResponse => _cluster.InvokeAsync(
            async () => read(await RetryAsync(
                async () =>
                {
                    await _cluster.AnyConnectionAsync();
                    return await ClusterClient.CallAsync(await ConnectAsync(nodeId), request, _timeout);
                },
                cancellationToken)),
            cancellationToken);

    private Task<RpcClient> ConnectAsync(int nodeId) => _cluster.ConnectionToAsync(nodeId, ConnectionPurpose.General);
}
