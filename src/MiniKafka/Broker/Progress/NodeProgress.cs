using MiniKafka.Coordination.Groups.Shards;
using MiniKafka.Replication;

namespace MiniKafka.Broker.Progress;

/// <summary>
/// What a node has to be followed: its replicas, and its groups once it takes part in a cluster. Where nobody follows anything, news cost
/// a look at an empty list. Owned by the node's loop.
/// </summary>
internal sealed class NodeProgress(ClusterView view, ReplicaManager replicas)
{
    private readonly List<ProgressWatch> _watches = [];

    public ReplicaManager Replicas => replicas;

    /// <summary>Null before the node takes part in a cluster.</summary>
    public GroupCoordinator? Groups { get; private set; }

    /// <summary>The node takes part, with this coordinator.</summary>
    public void Begin(GroupCoordinator groups)
    {
        Groups = groups;
        groups.Shards.Changed += Tell;
    }

    /// <summary>The metadata, or a group, may have changed.</summary>
    public void Tell()
    {
        foreach (var watch in _watches)
        {
            watch.LookSoon();
        }
    }

    public void Add(ProgressWatch watch) => _watches.Add(watch);

    public void Remove(ProgressWatch watch) => _watches.Remove(watch);

    /// <summary>The partitions of a topic as far as the node knows; none without a topic.</summary>
    public IEnumerable<int> PartitionsOf(string? topic) =>
        topic is not null && view.Image.Topics.TryGetValue(topic, out var image) ? image.Partitions.Keys : [];
}
