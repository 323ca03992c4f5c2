using MiniKafka.ClusterTests.Campaign.World;
using MiniKafka.Model;
using MiniKafka.Replication;

namespace MiniKafka.ClusterTests.Campaign.Judging;

/// <summary>What a cluster must come to when nothing troubles it any more.</summary>
internal static class Settlement
{
    /// <summary>Why the cluster is not settled yet; null when it is.</summary>
    public static string? Unsettled(SimulatedCluster cluster)
    {
        if (cluster.Nodes.FirstOrDefault(node => !node.Serves) is { } down)
        {
            return $"{down.Name} does not serve";
        }

        if (cluster.Nodes.FirstOrDefault(node => node.Node!.Controller!.Quorum.HighWatermark != cluster.Referee.Metadata.End) is { } behind)
        {
            return $"{behind.Name} has the metadata up to {behind.Node!.Controller!.Quorum.HighWatermark} of {cluster.Referee.Metadata.End}";
        }

        foreach (var (index, partition) in cluster.Image.Topics[SimulatedCluster.Topic].Partitions)
        {
            var id = new TopicPartition(SimulatedCluster.Topic, index);
            if (partition.IsReassigning)
            {
                return $"{id} still moves from {string.Join(',', partition.RemovingReplicas)} to {string.Join(',', partition.AddingReplicas)}";
            }

            if (!partition.HasLeader || partition.Isr.Length < partition.Replicas.Length)
            {
                return $"{id} has leader {partition.Leader} and in sync only {string.Join(',', partition.Isr)} of {string.Join(',', partition.Replicas)}";
            }

            var end = cluster.Referee.HistoryOf(id).Log.End;
            foreach (var broker in partition.Replicas)
            {
                if (Replica(cluster, broker, id) is not { } replica || replica.Log.HighWatermark != end || replica.Log.LogEndOffset != end)
                {
                    return $"{id} on broker {broker} is not at its end {end}";
                }
            }
        }

        return null;
    }

    /// <summary>Every log is read again from its first byte.</summary>
    public static void CheckAgreement(SimulatedCluster cluster)
    {
        foreach (var (index, partition) in cluster.Image.Topics[SimulatedCluster.Topic].Partitions)
        {
            var id = new TopicPartition(SimulatedCluster.Topic, index);
            foreach (var broker in partition.Replicas)
            {
                new ReplicaWitness(cluster.Referee, cluster.Nodes[broker], Replica(cluster, broker, id)!).Look();
            }
        }
    }

    private static Partition? Replica(SimulatedCluster cluster, int broker, TopicPartition id) => cluster.Nodes[broker].Node?.Replicas.Find(id);
}
