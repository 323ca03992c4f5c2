using MiniKafka.Dashboard.Sources;

namespace MiniKafka.Dashboard.Pages;

/// <summary>The brokers, who is alive, who controls, and the links between them.</summary>
internal static class ClusterPage
{
    public static Page Of(IClusterSource source) => new(
        "cluster",
        "Cluster",
        [new Look("cluster", async (_, cancellationToken) => await source.DescribeClusterAsync(cancellationToken).ConfigureAwait(false))],
        []);
}

/// <summary>The cluster as a whole.</summary>
/// <param name="ClusterId">Its id.</param>
/// <param name="ControllerId">The active controller; -1 while there is none.</param>
/// <param name="Brokers">All brokers, by id.</param>
/// <param name="Quorum">The controllers; null while nobody could tell.</param>
/// <param name="Cuts">Links between brokers that are cut.</param>
internal sealed record ClusterState(string ClusterId, int ControllerId, IReadOnlyList<BrokerStatus> Brokers, QuorumStatus? Quorum, IReadOnlyList<CutLink> Cuts);

/// <summary>
/// A broker: what it does, in small letters, and why where it failed; how many partitions it leads, how many replicas it has, and what their logs hold,
/// which is null when it could not be asked.
/// </summary>
internal sealed record BrokerStatus(
    int Id, string Host, int Port, string? Rack, string State, string? StateReason, bool IsController, int Leaders, int Replicas, long? Bytes);

/// <summary>The controllers, and how far each has the metadata log.</summary>
internal sealed record QuorumStatus(int LeaderId, int LeaderEpoch, long HighWatermark, IReadOnlyList<QuorumNode> Voters, IReadOnlyList<QuorumNode> Observers);

/// <summary>A node that follows the metadata log.</summary>
internal sealed record QuorumNode(int Id, long LogEndOffset, long Lag);

/// <summary>Two brokers, by id, of which nothing reaches the other in at least one direction.</summary>
internal sealed record CutLink(int A, int B);
