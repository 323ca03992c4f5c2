using MiniKafka.Broker.Composition;
using MiniKafka.ClusterTests.Campaign.World;
using MiniKafka.Metadata.Images;

namespace MiniKafka.ClusterTests.Campaign.Judging;

/// <summary>Keeps in mind what one running node has shown, and looks at what changed since.</summary>
internal sealed class NodeWitness(Referee referee, SimulatedNode node, BrokerNode running)
{
    private readonly List<ReplicaWitness> _replicas = [];
    private MetadataWitness? _metadata;
    private ClusterImage? _image;
    private Action? _watch;

    /// <summary>The end of each of its logs as it is now, for whoever decides how it shall crash.</summary>
    public IReadOnlyList<ReplicaWitness> Replicas => _replicas;

    /// <summary>Looks once; the same delegate again and again, for who looks often.</summary>
    public Action Watch => _watch ??= Look;

    /// <summary>What it leaves on its disk, now that it ended; null when it had not come so far as to open its partitions.</summary>
    public LeftLogs? TellLeft() => _replicas.Count == 0 ? null : new LeftLogs(node.Id, running.View.Image.Brokers[node.Id].Epoch, _replicas.Select(replica => replica.Partition));

    private void Look()
    {
        if (_metadata is null && running.Controller is { } controller)
        {
            _metadata = new MetadataWitness(referee, node, controller);
        }

        _metadata?.Look();
        var isNew = !ReferenceEquals(_image, running.View.Image);
        if (isNew)
        {
            _image = running.View.Image;
            referee.Saw(_image, running.View.ImageOffset);
        }

        if (isNew || running.Replicas.Partitions.Count != _replicas.Count)
        {
            FindReplicas();
        }

        foreach (var replica in _replicas)
        {
            replica.Look();
        }
    }

    private void FindReplicas()
    {
        _replicas.RemoveAll(replica => running.Replicas.Find(replica.Partition.Id.TopicPartition) != replica.Partition);
        foreach (var partition in running.Replicas.Partitions)
        {
            if (!_replicas.Exists(replica => replica.Partition == partition))
            {
                _replicas.Add(new ReplicaWitness(referee, node, partition));
                referee.Totals.StartsWhileEmpty += partition.Log is { Size: 0, LogEndOffset: > 0 } ? 1 : 0;
                node.Left?.CheckKept(partition);
            }
        }
    }
}
