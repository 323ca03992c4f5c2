using MiniKafka.Client;
using MiniKafka.Client.Admin;
using MiniKafka.Dashboard.Pages;
using MiniKafka.Dashboard.Sources.Clients;
using MiniKafka.Model;

namespace MiniKafka.Dashboard.Sources.ByAddress;

/// <summary>
/// Any cluster by its address: what is shown is what Kafka's protocol tells. Who leads what is asked at most twice a second, and what costs a broker more,
/// the sizes of all its replicas, every five seconds.
/// </summary>
internal sealed class AddressSource : IClusterSource
{
    private static readonly TimeSpan MetadataLifetime = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan FilesLifetime = TimeSpan.FromSeconds(5);

    private readonly Remembered<KnownCluster> _metadata;
    private readonly Remembered<IReadOnlyDictionary<int, IReadOnlyList<LogDirDescription>>> _files;
    private Placement? _placement;

    public AddressSource(string bootstrapServers)
    {
        Clients = new AddressClients(bootstrapServers);
        _metadata = new Remembered<KnownCluster>(MetadataLifetime, TimeProvider.System, AskForMetadataAsync);
        _files = new Remembered<IReadOnlyDictionary<int, IReadOnlyList<LogDirDescription>>>(FilesLifetime, TimeProvider.System, AskForFilesAsync);
    }

    public OwnClients Clients { get; }

    public IBrokerControls? Controls => null;

    private IAdminClient Admin => Clients.Looking;

    public Task<KnownCluster> ReadMetadataAsync(CancellationToken cancellationToken) => _metadata.GetAsync(cancellationToken);

    public async Task<IReadOnlyList<BrokerStatus>> ReadBrokersAsync(KnownCluster known, bool withBytes, CancellationToken cancellationToken)
    {
        var placed = _placement = Placement.Of(known, _placement);
        var files = withBytes ? await _files.GetAsync(cancellationToken).ConfigureAwait(false) : null;
        return
        [
            .. known.Brokers.Select(broker => new BrokerStatus(
                broker.NodeId,
                broker.Host,
                broker.Port,
                broker.Rack,
                "running",
                null,
                broker.NodeId == known.ControllerId,
                placed.LeadersOf(broker.NodeId),
                placed.ReplicasOf(broker.NodeId),
                files?.GetValueOrDefault(broker.NodeId) is { } directories ? directories.SelectMany(static directory => directory.Replicas).Sum(static replica => replica.SizeInBytes) : null)),
        ];
    }

    public async Task<IReadOnlyDictionary<TopicPartition, PartitionNumbers>> ReadPartitionsAsync(
        IReadOnlyList<TopicDescription> topics, CancellationToken cancellationToken)
    {
        var partitions = topics.SelectMany(static topic => topic.Partitions, static (topic, partition) => (Id: new TopicPartition(topic.Name, partition.Partition), partition.Leader)).ToList();
        var led = partitions.Where(static partition => partition.Leader >= 0).Select(static partition => partition.Id).ToList();
        var ends = await Admin.ListOffsetsAsync(led, cancellationToken: cancellationToken).ConfigureAwait(false);
        var files = await _files.GetAsync(cancellationToken).ConfigureAwait(false);
        var replicas = files.SelectMany(
                static broker => broker.Value.SelectMany(static directory => directory.Replicas).Where(static replica => !replica.IsFuture),
                static (broker, replica) => (Broker: broker.Key, Replica: replica))
            .ToLookup(static seen => seen.Replica.TopicPartition);
        return partitions.ToDictionary(static partition => partition.Id, partition =>
        {
            var (start, end) = ends.TryGetValue(partition.Id, out var known) ? (known.Low, known.High) : ((long?)null, (long?)null);
            var seen = replicas[partition.Id].ToList();
            return new PartitionNumbers(
                start,
                end,
                end is { } highWatermark
                    ? seen.Where(static replica => replica.Replica.OffsetLag >= 0).ToDictionary(static replica => replica.Broker, replica => highWatermark - replica.Replica.OffsetLag)
                    : new Dictionary<int, long>(),
                seen.Find(replica => replica.Broker == partition.Leader).Replica?.SizeInBytes);
        });
    }

    public async Task<IReadOnlyList<ReplicaFiles>> ReadFilesAsync(TopicDescription topic, CancellationToken cancellationToken)
    {
        var files = await _files.GetAsync(cancellationToken).ConfigureAwait(false);
        return
        [
            .. from broker in files.OrderBy(static broker => broker.Key)
               from directory in broker.Value
               from replica in directory.Replicas
               where replica.TopicPartition.Topic == topic.Name && !replica.IsFuture
               orderby broker.Key, replica.TopicPartition.Partition
               select new ReplicaFiles(broker.Key, replica.TopicPartition.Partition, directory.Path, replica.SizeInBytes, null),
        ];
    }

    public ValueTask DisposeAsync() => Clients.DisposeAsync();

    private async Task<KnownCluster> AskForMetadataAsync()
    {
        var cluster = await Admin.DescribeClusterAsync().ConfigureAwait(false);
        var quorum = await Admin.DescribeMetadataQuorumAsync().ConfigureAwait(false);
        var names = await Admin.ListTopicsAsync(includeInternal: true).ConfigureAwait(false);
        var topics = (await Admin.DescribeTopicsAsync(names).ConfigureAwait(false)).ToDictionary(static topic => topic.Name, StringComparer.Ordinal);
        return new KnownCluster(cluster.ClusterId, quorum.LeaderId, topics, cluster.Brokers, names, topics.GetValueOrDefault);
    }

    private async Task<IReadOnlyDictionary<int, IReadOnlyList<LogDirDescription>>> AskForFilesAsync()
    {
        var known = await _metadata.GetAsync(CancellationToken.None).ConfigureAwait(false);
        var asked = await Task.WhenAll(known.Brokers.Select(async broker =>
            (broker.NodeId, Directories: await Admin.DescribeLogDirsAsync(broker.NodeId).ConfigureAwait(false)))).ConfigureAwait(false);
        return asked.ToDictionary(static broker => broker.NodeId, static broker => broker.Directories);
    }
}
