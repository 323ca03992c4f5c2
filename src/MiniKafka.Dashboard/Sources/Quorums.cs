using MiniKafka.Client.Admin;
using MiniKafka.Dashboard.Pages;

namespace MiniKafka.Dashboard.Sources;

/// <summary>The controllers, as the page shows them.</summary>
internal static class Quorums
{
    public static QuorumStatus Status(QuorumDescription quorum)
    {
        var end = quorum.Voters.Concat(quorum.Observers).Max(static node => node.LogEndOffset);
        return new QuorumStatus(quorum.LeaderId, quorum.LeaderEpoch, quorum.HighWatermark, Nodes(quorum.Voters), Nodes(quorum.Observers));

        IReadOnlyList<QuorumNode> Nodes(IReadOnlyList<QuorumReplica> replicas) =>
            [.. replicas.Select(node => new QuorumNode(node.NodeId, node.LogEndOffset, node.LogEndOffset < 0 ? -1 : end - node.LogEndOffset))];
    }
}
