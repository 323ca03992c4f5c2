using MiniKafka.Client;
using MiniKafka.Dashboard.Pages;

namespace MiniKafka.Dashboard.Sources;

/// <summary>Any cluster by its address: what is shown is what Kafka's protocol tells.</summary>
internal sealed class AddressSource(string bootstrapServers) : IClusterSource
{
    private readonly AdminClient _admin = new(OwnClients.Admin(bootstrapServers));

    public bool IsInProcess => false;

    public async Task<string> GetClusterIdAsync(CancellationToken cancellationToken) =>
        (await _admin.DescribeClusterAsync(cancellationToken).ConfigureAwait(false)).ClusterId;

    public async Task<ClusterState> DescribeClusterAsync(CancellationToken cancellationToken)
    {
        var cluster = await _admin.DescribeClusterAsync(cancellationToken).ConfigureAwait(false);
        var topics = await _admin.DescribeTopicsAsync(
            await _admin.ListTopicsAsync(includeInternal: true, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        var quorum = await _admin.DescribeMetadataQuorumAsync(cancellationToken).ConfigureAwait(false);
        var placed = new Placement(topics);
        var brokers = new List<BrokerStatus>();
        foreach (var broker in cluster.Brokers)
        {
            var directories = await _admin.DescribeLogDirsAsync(broker.NodeId, cancellationToken).ConfigureAwait(false);
            brokers.Add(new BrokerStatus(
                broker.NodeId,
                broker.Host,
                broker.Port,
                broker.Rack,
                "running",
                null,
                broker.NodeId == quorum.LeaderId,
                placed.LeadersOf(broker.NodeId),
                placed.ReplicasOf(broker.NodeId),
                directories.SelectMany(static directory => directory.Replicas).Sum(static replica => replica.SizeInBytes)));
        }

        return new ClusterState(cluster.ClusterId, quorum.LeaderId, brokers, Quorums.Status(quorum), []);
    }

    public ValueTask DisposeAsync() => _admin.DisposeAsync();
}
