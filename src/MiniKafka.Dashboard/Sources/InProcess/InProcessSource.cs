using MiniKafka.Client;
using MiniKafka.Dashboard.Pages;

namespace MiniKafka.Dashboard.Sources;

/// <summary>A cluster of this process.</summary>
internal sealed class InProcessSource(KafkaCluster kafka) : IClusterSource
{
    private readonly AdminClient _admin = kafka.CreateAdmin(OwnClients.Admin(null));

    public bool IsInProcess => true;

    public async Task<string> GetClusterIdAsync(CancellationToken cancellationToken) =>
        (await _admin.DescribeClusterAsync(cancellationToken).ConfigureAwait(false)).ClusterId;

    public async Task<ClusterState> DescribeClusterAsync(CancellationToken cancellationToken)
    {
        var cluster = await _admin.DescribeClusterAsync(cancellationToken).ConfigureAwait(false);
        var quorum = Quorums.Status(await _admin.DescribeMetadataQuorumAsync(cancellationToken).ConfigureAwait(false));
        var placed = new Placement(await _admin.DescribeTopicsAsync(
            await _admin.ListTopicsAsync(includeInternal: true, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false));
        var known = cluster.Brokers.ToDictionary(static broker => broker.NodeId);
        return new ClusterState(
            cluster.ClusterId,
            quorum.LeaderId,
            [.. kafka.Brokers.Select(Status)],
            quorum,
            []);

        BrokerStatus Status(KafkaBroker broker) => new(
            broker.Id,
            known.GetValueOrDefault(broker.Id)?.Host ?? "",
            known.GetValueOrDefault(broker.Id)?.Port ?? 0,
            known.GetValueOrDefault(broker.Id)?.Rack,
            broker.State.ToString().ToLowerInvariant(),
            broker.FailureReason?.Message,
            broker.Id == quorum.LeaderId,
            placed.LeadersOf(broker.Id),
            placed.ReplicasOf(broker.Id),
            null);
    }

    public ValueTask DisposeAsync() => _admin.DisposeAsync();
}
