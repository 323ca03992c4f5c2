using System.Collections.Immutable;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Metadata.Replay;

/// <summary>
/// Applies records to an image, many at a time at the price of one copy of what they touch. Used by one caller once.
/// The code that loads metadata is the code that changes it.
/// </summary>
internal sealed partial class ImageBuilder(ClusterImage image)
{
    private readonly ImmutableSortedDictionary<string, TopicImage>.Builder _topics = image.Topics.ToBuilder();
    private readonly ImmutableSortedDictionary<Uuid, string>.Builder _topicNames = image.TopicNames.ToBuilder();
    private readonly SortedDictionary<string, ImmutableSortedDictionary<int, PartitionImage>.Builder> _touched = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<QuotaEntity, Dictionary<string, double?>> _quotaChanges = [];
    private ClusterImage _image = image;

    /// <summary>
    /// True when a change of a broker was under another epoch than the broker's. Version 0.1.0 wrote such records when a broker that had
    /// stopped cleanly registered again; Apache Kafka refuses to load them.
    /// </summary>
    public bool HasForgiven { get; private set; }

    /// <summary>The image after the records.</summary>
    public static ClusterImage Apply(ClusterImage image, IEnumerable<IPersistedRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        var builder = new ImageBuilder(image);
        foreach (var record in records)
        {
            builder.Replay(record);
        }

        return builder.Build();
    }

    public void Replay(IPersistedRecord record)
    {
        switch (record)
        {
            case TopicRecord or RemoveTopicRecord or PartitionRecord or PartitionChangeRecord or ClearElrRecord:
                ReplayTopic(record);
                break;
            case RegisterBrokerRecord or UnregisterBrokerRecord or BrokerRegistrationChangeRecord or FenceBrokerRecord or UnfenceBrokerRecord:
                ReplayBroker(record);
                break;
            case RegisterControllerRecord controller:
                _image = _image with { Controllers = _image.Controllers.SetItem(controller.ControllerId, controller) };
                break;
            case ConfigRecord config:
                ReplayConfig(config);
                break;
            case ProducerIdsRecord producerIds:
                _image = _image with { LastProducerIds = producerIds };
                break;
            case FeatureLevelRecord feature:
                _image = _image with
                {
                    Features = feature.FeatureLevel == 0
                        ? _image.Features.Remove(feature.Name)
                        : _image.Features.SetItem(feature.Name, feature.FeatureLevel),
                };
                break;
            case NoOpRecord or ZkMigrationStateRecord:
                break;
            default:
                ReplaySecurity(record);
                break;
        }
    }

    public ClusterImage Build()
    {
        foreach (var (name, partitions) in _touched)
        {
            if (_topics.TryGetValue(name, out var topic))
            {
                _topics[name] = topic with { Partitions = partitions.ToImmutable() };
            }
        }

        _touched.Clear();
        return _image with
        {
            Topics = _topics.ToImmutable(),
            TopicNames = _topicNames.ToImmutable(),
            Quotas = _quotaChanges.Count > 0 ? ClientQuotas.Change(_image.Quotas, _quotaChanges) : _image.Quotas,
        };
    }
}
