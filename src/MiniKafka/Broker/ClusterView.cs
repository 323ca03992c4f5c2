using MiniKafka.Configuration.Effective;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;

namespace MiniKafka.Broker;

/// <summary>
/// What a broker knows: itself, its configuration, and the newest committed image of the cluster. Owned by the broker's
/// loop; the publisher alone replaces the image.
/// </summary>
internal sealed class ClusterView(int brokerId, string clusterId, BrokerConfigLayers layers)
{
    private BrokerConfigLayers _atStart = layers;

    public int BrokerId { get; } = brokerId;

    public string ClusterId { get; } = clusterId;

    public ClusterImage Image { get; private set; } = ClusterImage.Empty;

    /// <summary>How far into the metadata log the image reaches: the offset of its last record.</summary>
    public long ImageOffset { get; private set; } = -1;

    /// <summary>The broker's configuration with what was changed while it runs.</summary>
    public BrokerConfigLayers Layers { get; private set; } = layers;

    public BrokerConfig Config => Layers.Config;

    /// <summary>The configuration was changed; says what it was before.</summary>
    public event Action<BrokerConfigLayers>? LayersChanged;

    /// <summary>Takes what turned out to be the case at the start, whatever was given.</summary>
    public void Know(IEnumerable<KeyValuePair<string, string>> facts)
    {
        _atStart = _atStart.WithFacts(facts);
        Layers = _atStart.WithDynamic(Layers.DynamicDefault, Layers.Dynamic);
    }

    public void Publish(ClusterImage image, long offset)
    {
        var configsChanged = !ReferenceEquals(image.Configs, Image.Configs);
        Image = image;
        ImageOffset = offset;
        if (configsChanged)
        {
            var before = Layers;
            Layers = _atStart.WithDynamic(
                image.ConfigsOf(ConfigResourceType.Broker, ""),
                image.ConfigsOf(ConfigResourceType.Broker, BrokerId.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            LayersChanged?.Invoke(before);
        }
    }

    public TopicConfig ConfigOf(string topic) => TopicConfig.Of(Layers, Image.ConfigsOf(ConfigResourceType.Topic, topic));

    /// <summary>A partition under both names; the name is null when the id is unknown.</summary>
    public TopicIdPartition ById(Uuid topicId, int partition) =>
        new(topicId, Image.TopicNames.GetValueOrDefault(topicId), partition);

    /// <summary>The replicas of a partition whose brokers are not there for clients of a listener, or whose log directories are out of service.</summary>
    public IEnumerable<int> OfflineReplicas(PartitionImage partition, string listenerName) =>
        partition.Replicas.Where(replica => EndpointOf(replica, listenerName) is null || Image.IsOffline(partition, replica));

    /// <summary>The address clients of a listener are given for a broker; null when it is not alive or not on that listener.</summary>
    public ListenerEndpoint? EndpointOf(int brokerId, string listenerName) =>
        Image.Brokers.TryGetValue(brokerId, out var broker) && !broker.IsFenced ? broker.Endpoint(listenerName) : null;
}
