using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using MiniKafka.Model;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Metadata.Images;

/// <summary>
/// Everything the metadata log says, up to some offset. Immutable, so any loop may keep one; what did not change is shared from image to image.
/// Built only by replaying records. Records that are kept as they are must not be changed.
/// </summary>
internal sealed record ClusterImage
{
    public static ClusterImage Empty { get; } = new();

    /// <summary>Finalized levels, among them <c>metadata.version</c>.</summary>
    public ImmutableSortedDictionary<string, short> Features { get; init; } = ImmutableSortedDictionary.Create<string, short>(StringComparer.Ordinal);

    public ImmutableSortedDictionary<int, BrokerRegistration> Brokers { get; init; } = ImmutableSortedDictionary<int, BrokerRegistration>.Empty;

    public ImmutableSortedDictionary<int, RegisterControllerRecord> Controllers { get; init; } = ImmutableSortedDictionary<int, RegisterControllerRecord>.Empty;

    public ImmutableSortedDictionary<string, TopicImage> Topics { get; init; } = ImmutableSortedDictionary.Create<string, TopicImage>(StringComparer.Ordinal);

    public ImmutableSortedDictionary<Uuid, string> TopicNames { get; init; } = ImmutableSortedDictionary<Uuid, string>.Empty;

    /// <summary>Values set while running, by resource; a resource without any is not in here.</summary>
    public ImmutableSortedDictionary<ConfigResource, ImmutableSortedDictionary<string, string>> Configs { get; init; } =
        ImmutableSortedDictionary<ConfigResource, ImmutableSortedDictionary<string, string>>.Empty;

    public JavaHashMap<QuotaEntity, JavaHashMap<string, double>> Quotas { get; init; } = ClientQuotas.None;

    /// <summary>By user, then mechanism.</summary>
    public ImmutableSortedDictionary<string, ImmutableSortedDictionary<sbyte, UserScramCredentialRecord>> ScramCredentials { get; init; } =
        ImmutableSortedDictionary.Create<string, ImmutableSortedDictionary<sbyte, UserScramCredentialRecord>>(StringComparer.Ordinal);

    public ImmutableSortedDictionary<Uuid, AccessControlEntryRecord> AccessControlEntries { get; init; } = ImmutableSortedDictionary<Uuid, AccessControlEntryRecord>.Empty;

    public ImmutableSortedDictionary<string, DelegationTokenRecord> DelegationTokens { get; init; } =
        ImmutableSortedDictionary.Create<string, DelegationTokenRecord>(StringComparer.Ordinal);

    /// <summary>The record of the last block of producer ids that was handed out; null before the first.</summary>
    public ProducerIdsRecord? LastProducerIds { get; init; }

    /// <summary>Nothing set.</summary>
    public static ImmutableSortedDictionary<string, string> NoConfigs { get; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The first producer id of the next block.</summary>
    public long NextProducerId => LastProducerIds?.NextProducerId ?? 0;

    public ImmutableSortedDictionary<string, string> ConfigsOf(ConfigResourceType type, string name) =>
        Configs.GetValueOrDefault(new ConfigResource(type, name)) ?? NoConfigs;

    public bool TryGetTopic(Uuid id, [MaybeNullWhen(false)] out TopicImage topic)
    {
        topic = null;
        return TopicNames.TryGetValue(id, out var name) && Topics.TryGetValue(name, out topic);
    }

    public PartitionImage? Partition(string topic, int partition) =>
        Topics.TryGetValue(topic, out var found) && found.Partitions.TryGetValue(partition, out var image) ? image : null;

    /// <summary>The level of a feature; 0 when it is off.</summary>
    public short FeatureLevel(string name) => Features.GetValueOrDefault(name);

    /// <summary>True when a replica cannot be served, as far as the cluster knows: its broker or its log directory is out of service.</summary>
    public bool IsOffline(PartitionImage partition, int replica) =>
        !Brokers.TryGetValue(replica, out var broker) || broker.IsFenced || !broker.HasOnlineDirectory(partition.DirectoryOf(replica));

    /// <summary>True when the broker is registered, not fenced and not about to stop.</summary>
    public bool IsActive(int brokerId) => Brokers.TryGetValue(brokerId, out var broker) && broker.IsActive;
}
