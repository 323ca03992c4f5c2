using MiniKafka.Broker.Composition;
using MiniKafka.ClusterTests.Campaign.World;
using MiniKafka.Metadata.Images;
using MiniKafka.Replication;

namespace MiniKafka.ClusterTests.Campaign.Judging;

/// <summary>Keeps in mind what one running node has shown, and looks at what changed since.</summary>
internal sealed class NodeWitness(Referee referee, SimulatedNode node, BrokerNode running)
{
    private readonly List<ReplicaWitness> _replicas = [];
    private int _partitions;
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

        if (isNew || running.Replicas.Partitions.Count != _partitions)
        {
            FindReplicas();
        }

        foreach (var replica in _replicas)
        {
            replica.Look();
        }
    }

    /// <summary>What is written to a topic that comes and goes, which is nothing, has no history.</summary>
    private IEnumerable<Partition> Judged => running.Replicas.Partitions.Where(partition => partition.Id.Topic != PassingTopicWorkload.Topic);

    private void FindReplicas()
    {
        _partitions = running.Replicas.Partitions.Count;
        _replicas.RemoveAll(replica => running.Replicas.Find(replica.Partition.Id.TopicPartition) != replica.Partition);
        foreach (var partition in Judged)
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
