using MiniKafka.Metadata.Images;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Metadata.Replay;

/// <summary>Turns an image into the records of a snapshot, in an order in which they replay into the same image.</summary>
internal static class ImageSnapshot
{
    /// <summary>The name under which the level of the metadata itself stands; its record comes first.</summary>
    public const string MetadataVersion = "metadata.version";

    public static IEnumerable<MetadataRecord> Write(ClusterImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var level = image.FeatureLevel(MetadataVersion);
        return Records(image).Select(record => MetadataRecord.Of(record, level));
    }

    private static IEnumerable<IPersistedRecord> Records(ClusterImage image) =>
    [
        .. image.Features
            .OrderByDescending(feature => feature.Key == MetadataVersion)
            .Select(feature => new FeatureLevelRecord { Name = feature.Key, FeatureLevel = feature.Value }),
        .. image.Brokers.Values.Select(broker => broker.ToRecord()),
        .. image.Controllers.Values,
        .. image.Topics.Values.SelectMany(Topic),
        .. image.Configs.SelectMany(pair => pair.Value.Select(config => new ConfigRecord
        {
            ResourceType = (sbyte)pair.Key.Type, ResourceName = pair.Key.Name, Name = config.Key, Value = config.Value,
        })),
        .. image.Quotas.SelectMany(pair => pair.Value.Select(quota => new ClientQuotaRecord
        {
            Entity = [.. pair.Key.Parts.Select(part => new ClientQuotaRecord.EntityData { EntityType = part.Key, EntityName = part.Value })],
            Key = quota.Key,
            Value = quota.Value,
        })),
        .. image.ScramCredentials.Values.SelectMany(mechanisms => mechanisms.Values),
        .. image.AccessControlEntries.Values,
        .. image.DelegationTokens.Values,
        .. image.LastProducerIds is { } producerIds ? [producerIds] : Array.Empty<IPersistedRecord>(),
    ];

    private static IEnumerable<IPersistedRecord> Topic(TopicImage topic) =>
        topic.Partitions.Values
            .Select(partition => (IPersistedRecord)partition.ToRecord(topic.Id))
            .Prepend(new TopicRecord { Name = topic.Name, TopicId = topic.Id });
}
