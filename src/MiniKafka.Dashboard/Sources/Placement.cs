using MiniKafka.Client.Admin;

namespace MiniKafka.Dashboard.Sources;

/// <summary>How many partitions each broker leads, and how many replicas it has.</summary>
internal sealed class Placement
{
    private readonly Dictionary<int, int> _leaders = [];
    private readonly Dictionary<int, int> _replicas = [];

    public Placement(IEnumerable<TopicDescription> topics)
    {
        foreach (var partition in topics.SelectMany(static topic => topic.Partitions))
        {
            Count(_leaders, partition.Leader);
            foreach (var replica in partition.Replicas)
            {
                Count(_replicas, replica);
            }
        }

        static void Count(Dictionary<int, int> counts, int broker) => counts[broker] = counts.GetValueOrDefault(broker) + 1;
    }

    public int LeadersOf(int broker) => _leaders.GetValueOrDefault(broker);

    public int ReplicasOf(int broker) => _replicas.GetValueOrDefault(broker);
}
