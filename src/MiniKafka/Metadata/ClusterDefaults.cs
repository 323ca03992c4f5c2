using MiniKafka.Configuration.Effective;
using MiniKafka.Metadata.Images;

namespace MiniKafka.Metadata;

/// <summary>
/// What holds where a topic or a group has nothing of its own: the controller's configuration with what the image says about all brokers.
/// </summary>
internal sealed class ClusterDefaults(BrokerConfigLayers configuration)
{
    /// <summary>Made again only when the configuration changed: many commands want them.</summary>
    private BrokerConfigLayers? _layers;
    private object? _layersOf;

    public BrokerConfigLayers Of(ClusterImage image)
    {
        if (_layers is null || !ReferenceEquals(image.Configs, _layersOf))
        {
            _layers = configuration.WithDynamic(image.ConfigsOf(ConfigResourceType.Broker, ""), ClusterImage.NoConfigs);
            _layersOf = image.Configs;
        }

        return _layers;
    }
}
