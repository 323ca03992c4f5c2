using MiniKafka.Configuration.Effective;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;

namespace MiniKafka.Metadata.Elections;

/// <summary>What configuration and features say about elections in the partitions of each topic.</summary>
internal sealed class ElectionRules(ClusterImage image, BrokerConfigLayers layers)
{
    /// <summary>The key of what eligible leaders are measured by.</summary>
    public const string MinInsyncReplicasKey = "min.insync.replicas";

    private readonly Dictionary<string, (int MinInsyncReplicas, bool IsUncleanAllowed)> _byTopic = new(StringComparer.Ordinal);

    public bool KeepsEligibleLeaders { get; } = image.FeatureLevel(ClusterFeatures.EligibleLeaderReplicas) > 0;

    /// <summary>Whether a replica that leaves the ISR begins a new leader epoch, as it did in releases that know no later level.</summary>
    public bool BeginsEpochWhenIsrShrinks { get; } = image.FeatureLevel(ClusterFeatures.MetadataVersion) < MetadataLevels.EpochsThatStay;

    /// <summary>The in-sync replicas below which the high watermark stands still: never more than there are replicas.</summary>
    public int MinInsyncReplicas(string topic, int replicas) => Math.Min(Of(topic).MinInsyncReplicas, replicas);

    public ElectionKind KindFor(string topic) => Of(topic).IsUncleanAllowed ? ElectionKind.Unclean : ElectionKind.Online;

    /// <summary>Whether a broker can serve a replica in one of its directories.</summary>
    public bool HasOnlineDirectory(int brokerId, Uuid directory) => image.Brokers.TryGetValue(brokerId, out var broker) && broker.HasOnlineDirectory(directory);

    private (int MinInsyncReplicas, bool IsUncleanAllowed) Of(string topic)
    {
        if (!_byTopic.TryGetValue(topic, out var found))
        {
            var config = TopicConfig.Of(layers, image.ConfigsOf(ConfigResourceType.Topic, topic));
            _byTopic[topic] = found = (config.MinInsyncReplicas, config.UncleanLeaderElectionEnable);
        }

        return found;
    }
}
