namespace MiniKafka.Dashboard.Sources;

/// <summary>How many partitions each broker leads, and how many replicas it has; counted anew only when something has changed.</summary>
internal sealed class Placement
{
    private readonly Dictionary<int, int> _leaders = [];
    private readonly Dictionary<int, int> _replicas = [];
    private readonly object _version;

    private Placement(KnownCluster known)
    {
        _version = known.Version;
        foreach (var partition in known.Topics.SelectMany(static topic => topic.Partitions))
        {
            Count(_leaders, partition.Leader);
            foreach (var replica in partition.Replicas)
            {
                Count(_replicas, replica);
            }
        }

        static void Count(Dictionary<int, int> counts, int broker) => counts[broker] = counts.GetValueOrDefault(broker) + 1;
    }

    public static Placement Of(KnownCluster known, Placement? before) => before is not null && before._version.Equals(known.Version) ? before : new Placement(known);

    public int LeadersOf(int broker) => _leaders.GetValueOrDefault(broker);

    public int ReplicasOf(int broker) => _replicas.GetValueOrDefault(broker);
}
