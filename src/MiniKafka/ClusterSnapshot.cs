using MiniKafka.Broker.Composition;
using MiniKafka.Client.Admin;
using MiniKafka.Configuration.Effective;
using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;

namespace MiniKafka;

/// <summary>
/// What was known of a cluster at one moment, to whoever of its brokers knew most. It is there without anybody being asked, so also while brokers are
/// paused or cut off; it costs nothing before something is looked up in it.
/// </summary>
public sealed class ClusterSnapshot
{
    private readonly ClusterImage _image;

    internal ClusterSnapshot(string clusterId, IReadOnlyList<NodeKnowledge> known)
    {
        ClusterId = clusterId;
        var newest = known.MaxBy(static node => node.Offset) ?? NodeKnowledge.Nothing;
        _image = newest.Image;
        MetadataOffset = newest.Offset;
        ControllerId = known.MaxBy(static node => node.Controller.Epoch)?.Controller.LeaderId ?? -1;
    }

    /// <summary>The cluster's id.</summary>
    public string ClusterId { get; }

    /// <summary>Where in the cluster's metadata log this is: nothing has changed as long as it is the same. -1 when no broker knew anything.</summary>
    public long MetadataOffset { get; }

    /// <summary>Node id of the active controller, as known to whoever heard of the last election; -1 while there is none.</summary>
    public int ControllerId { get; }

    /// <summary>The brokers that have registered, alive or not, each with the address it tells clients.</summary>
    public IEnumerable<BrokerDescription> Brokers => _image.Brokers.Values.Select(Describe);

    /// <summary>The names of all topics, those of Kafka itself among them, in order.</summary>
    public IEnumerable<string> Topics => _image.Topics.Keys;

    /// <summary>A topic as the cluster's metadata have it; null when there is none of that name.</summary>
    public TopicDescription? FindTopic(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _image.Topics.TryGetValue(name, out var topic)
            ? new TopicDescription(name, topic.Id, TopicNames.IsInternal(name), [.. topic.Partitions.Values.Select(Describe)])
            : null;
    }

    private static PartitionDescription Describe(PartitionImage partition) => new(
        partition.PartitionId, partition.Leader, partition.LeaderEpoch, partition.Replicas, partition.Isr);

    private static BrokerDescription Describe(BrokerRegistration broker)
    {
        var endpoint = broker.Endpoints.FirstOrDefault(static endpoint => endpoint.Name != ListenerSettings.Memory) ?? broker.Endpoint(ListenerSettings.Memory);
        return new BrokerDescription(broker.Id, endpoint?.Host ?? "", endpoint?.Port ?? -1, broker.Rack);
    }
}
