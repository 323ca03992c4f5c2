using MiniKafka.Client.Admin;
using MiniKafka.Dashboard.Pages;
using MiniKafka.Dashboard.Sources.Clients;
using MiniKafka.Model;

namespace MiniKafka.Dashboard.Sources.InProcess;

/// <summary>
/// A cluster of this process. What its brokers know is read as it is there, and how far their logs are is asked of each that runs, so that the pages tell the
/// truth while some are paused or cut off.
/// </summary>
internal sealed class InProcessSource(KafkaCluster kafka) : IClusterSource
{
    /// <summary>A broker that is paused just now must not hold up the page.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly InProcessControls _controls = new(kafka);
    private ClusterSnapshot? _last;
    private Placement? _placement;

    public OwnClients Clients { get; } = new InProcessClients(kafka);

    public IBrokerControls Controls => _controls;

    public Task<KnownCluster> ReadMetadataAsync(CancellationToken cancellationToken)
    {
        // When no broker runs, the last that was known is what is left of the cluster.
        var snapshot = kafka.Snapshot() is { MetadataOffset: >= 0 } now ? now : _last ?? kafka.Snapshot();
        _last = snapshot;
        return Task.FromResult(new KnownCluster(
            snapshot.ClusterId,
            kafka.Brokers.Any(static broker => broker.IsRunning) ? snapshot.ControllerId : -1,
            snapshot.MetadataOffset,
            [.. snapshot.Brokers],
            [.. snapshot.Topics],
            snapshot.FindTopic));
    }

    public async Task<IReadOnlyList<BrokerStatus>> ReadBrokersAsync(KnownCluster known, bool withBytes, CancellationToken cancellationToken)
    {
        var placed = _placement = Placement.Of(known, _placement);
        var addresses = known.Brokers.ToDictionary(static broker => broker.NodeId);
        return await Task.WhenAll(kafka.Brokers.Select(async broker =>
        {
            var address = addresses.GetValueOrDefault(broker.Id);
            var replicas = withBytes ? await ReplicasOfAsync(broker, null, cancellationToken).ConfigureAwait(false) : null;
            return new BrokerStatus(
                broker.Id,
                address?.Host ?? "",
                address?.Port ?? -1,
                address?.Rack,
                _controls.StateOf(broker),
                broker.FailureReason?.Message,
                broker.Id == known.ControllerId,
                placed.LeadersOf(broker.Id),
                placed.ReplicasOf(broker.Id),
                replicas?.Sum(static replica => replica.SizeInBytes));
        })).ConfigureAwait(false);
    }

    public async Task<IReadOnlyDictionary<TopicPartition, PartitionNumbers>> ReadPartitionsAsync(
        IReadOnlyList<TopicDescription> topics, CancellationToken cancellationToken)
    {
        var names = topics.Select(static topic => topic.Name).ToList();
        var seen = await Task.WhenAll(kafka.Brokers.Select(async broker =>
            (broker.Id, Replicas: await ReplicasOfAsync(broker, names, cancellationToken).ConfigureAwait(false)))).ConfigureAwait(false);
        var byPartition = seen.SelectMany(static broker => broker.Replicas ?? [], static (broker, replica) => (broker.Id, Replica: replica))
            .ToLookup(static seen => seen.Replica.Partition);
        return topics.SelectMany(static topic => topic.Partitions, static (topic, partition) => (Id: new TopicPartition(topic.Name, partition.Partition), partition.Leader))
            .ToDictionary(static partition => partition.Id, partition =>
            {
                var replicas = byPartition[partition.Id].ToList();
                var leader = replicas.Find(replica => replica.Id == partition.Leader).Replica;
                return new PartitionNumbers(
                    leader?.LogStartOffset, leader?.HighWatermark, replicas.ToDictionary(static replica => replica.Id, static replica => replica.Replica.LogEndOffset), leader?.SizeInBytes);
            });
    }

    public async Task<IReadOnlyList<ReplicaFiles>> ReadFilesAsync(TopicDescription topic, CancellationToken cancellationToken)
    {
        var files = new List<ReplicaFiles>();
        foreach (var broker in kafka.Brokers)
        {
            foreach (var replica in await ReplicasOfAsync(broker, [topic.Name], cancellationToken).ConfigureAwait(false) ?? [])
            {
                var segments = await UnlessSilentAsync(broker, token => broker.DescribeSegmentsAsync(replica.Partition, token), cancellationToken).ConfigureAwait(false);
                files.Add(new ReplicaFiles(broker.Id, replica.Partition.Partition, replica.Directory, replica.SizeInBytes, segments?.Select(SegmentFiles.Of).ToList()));
            }
        }

        return files;
    }

    public ValueTask DisposeAsync() => Clients.DisposeAsync();

    private static Task<IReadOnlyList<ReplicaLog>?> ReplicasOfAsync(KafkaBroker broker, IEnumerable<string>? topics, CancellationToken cancellationToken) =>
        UnlessSilentAsync(broker, token => broker.DescribeReplicasAsync(topics, token), cancellationToken);

    /// <summary>What a broker tells; null from one that does not run, is paused, or became so while it was asked.</summary>
    private static async Task<T?> UnlessSilentAsync<T>(KafkaBroker broker, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
        where T : class
    {
        if (broker.State != KafkaBrokerState.Running)
        {
            return null;
        }

        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(Patience);
        try
        {
            return await ask(late.Token).ConfigureAwait(false);
        }
        catch (Exception silent) when (silent is InvalidOperationException || (silent is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }
}
