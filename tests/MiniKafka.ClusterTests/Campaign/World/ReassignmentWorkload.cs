using MiniKafka.Client;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;

namespace MiniKafka.ClusterTests.Campaign.World;

/// <summary>As long as there is trouble, moves partitions to other brokers while their logs are empty at an offset above 0.</summary>
internal sealed class ReassignmentWorkload(SimulatedCluster cluster)
{
    private readonly Random _random = cluster.Host.CreateRandom("reassignments");
    private readonly AdminClient _client = cluster.CreateAdmin();

    public async Task RunAsync()
    {
        while (cluster.Host.Elapsed < Course.TroubleTime)
        {
            await cluster.DelayAsync(_random.Next(200, 2_000));
            foreach (var (index, partition) in cluster.Image.Topics[SimulatedCluster.Topic].Partitions)
            {
                if (IsEmpty(index, partition) && !partition.IsReassigning && _random.Next(2) == 0)
                {
                    await MoveAsync(index, partition);
                }
            }
        }
    }

    public async Task CloseAsync() => await _client.DisposeAsync();

    private async Task MoveAsync(int index, PartitionImage partition)
    {
        var replicas = partition.Replicas.ToArray();
        var others = cluster.Nodes.Select(node => node.Id).Except(replicas).ToArray();
        replicas[_random.Next(replicas.Length)] = others[_random.Next(others.Length)];
        try
        {
            await _client.AlterPartitionReassignmentsAsync([KeyValuePair.Create(new TopicPartition(SimulatedCluster.Topic, index), (IReadOnlyList<int>?)replicas)]);
            cluster.Referee.Totals.MovesWhileEmpty += IsEmpty(index, cluster.Image.Partition(SimulatedCluster.Topic, index)!) ? 1 : 0;
        }
        catch (KafkaException)
        {
            // Nobody answered in time.
        }
    }

    private bool IsEmpty(int index, PartitionImage partition) =>
        partition.HasLeader
        && cluster.Nodes[partition.Leader].Node?.Replicas.Find(new TopicPartition(SimulatedCluster.Topic, index)) is { IsLeader: true, Log: { Size: 0, LogEndOffset: > 0 } };
}
