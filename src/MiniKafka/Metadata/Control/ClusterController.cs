using MiniKafka.Configuration;
using MiniKafka.Metadata.Images;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Metadata.Control;

/// <summary>
/// Decides what commands do to the cluster: (image, command) → (records, answer). It keeps no state of the cluster, reads no clock and does no I/O;
/// replaying the records gives the next image. The active controller's loop owns it, for its random source.
/// </summary>
/// <param name="configuration">The controller's own configuration: defaults of new topics, bounds of group configurations.</param>
/// <param name="random">Topic ids and placement come from here.</param>
internal sealed partial class ClusterController(BrokerConfigLayers configuration, Random random)
{
    /// <summary>Most changes one request may make.</summary>
    private const int MaxRecordsPerRequest = 10_000;

    /// <summary>The log directories are on a file system that ignores the case of names.</summary>
    public bool IgnoresCase { get; init; }

    /// <summary>Made again only when the configuration changed: many commands want them.</summary>
    private BrokerConfigLayers? _layers;
    private object? _layersOf;

    /// <summary>Records with which a new cluster begins: feature levels and the in-sync minimum that eligible leaders are measured by.</summary>
    public static IEnumerable<IPersistedRecord> Bootstrap(IReadOnlyCollection<KeyValuePair<string, short>> features, int minInsyncReplicas)
    {
        ArgumentNullException.ThrowIfNull(features);
        foreach (var (name, level) in features.OrderByDescending(feature => feature.Key == ClusterFeatures.MetadataVersion))
        {
            yield return new FeatureLevelRecord { Name = name, FeatureLevel = level };
        }

        if (features.Any(feature => feature is { Key: ClusterFeatures.EligibleLeaderReplicas, Value: > 0 }))
        {
            yield return new ConfigRecord
            {
                ResourceType = (sbyte)ConfigResourceType.Broker,
                ResourceName = "",
                Name = MinInsyncReplicas,
                Value = minInsyncReplicas.ToString(System.Globalization.CultureInfo.InvariantCulture),
            };
        }
    }

    private const string MinInsyncReplicas = "min.insync.replicas";

    /// <summary>The configuration with what the image says about all brokers.</summary>
    private BrokerConfigLayers Layers(ClusterImage image)
    {
        if (_layers is null || !ReferenceEquals(image.Configs, _layersOf))
        {
            _layers = configuration.WithDynamic(image.ConfigsOf(ConfigResourceType.Broker, ""), ClusterImage.NoConfigs);
            _layersOf = image.Configs;
        }

        return _layers;
    }
}
