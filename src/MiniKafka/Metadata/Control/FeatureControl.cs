using MiniKafka.Metadata.Elections;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Metadata.Control;

/// <summary>A level a feature shall have. The kind is 1 for an upgrade, 2 for a safe and 3 for an unsafe downgrade.</summary>
internal readonly record struct FeatureUpdate(string Feature, short Level, sbyte Kind);

/// <summary>Changing the levels of features.</summary>
internal sealed class FeatureControl(ClusterDefaults defaults)
{
    private const sbyte Upgrade = 1;
    private const sbyte UnsafeDowngrade = 3;

    /// <summary>Records with which a new cluster begins: feature levels and the in-sync minimum that eligible leaders are measured by.</summary>
    public static IEnumerable<IPersistedRecord> Bootstrap(IReadOnlyCollection<KeyValuePair<string, short>> features, int minInsyncReplicas)
    {
        foreach (var (name, level) in features.OrderByDescending(feature => feature.Key == ClusterFeatures.MetadataVersion))
        {
            yield return new FeatureLevelRecord { Name = name, FeatureLevel = level };
        }

        if (features.Any(feature => feature is { Key: ClusterFeatures.EligibleLeaderReplicas, Value: > 0 }))
        {
            yield return Minimum("", minInsyncReplicas.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Changes feature levels, all or none. Of a feature that stands twice the last level counts.</summary>
    /// <param name="image">The cluster.</param>
    /// <param name="nodeId">The controller, for messages.</param>
    /// <param name="kraftVersion">The level of kraft.version, which stands in the metadata log's control records and is not changed here.</param>
    /// <param name="updates">The levels.</param>
    /// <param name="validateOnly">True to change nothing.</param>
    public ControllerResult<Outcome> Update(ClusterImage image, int nodeId, short kraftVersion, IReadOnlyList<FeatureUpdate> updates, bool validateOnly)
    {
        var records = new List<IPersistedRecord>();
        var metadataVersion = updates.LastOrDefault(update => update.Feature == ClusterFeatures.MetadataVersion) is { Feature: not null } raised
            ? raised.Level
            : image.FeatureLevel(ClusterFeatures.MetadataVersion);
        foreach (var update in updates.GroupBy(update => update.Feature, StringComparer.Ordinal).Select(group => group.Last()))
        {
            if ((Problem(image, nodeId, kraftVersion, update) ?? Dependency(update, metadataVersion)) is { } problem)
            {
                return ControllerResult.Unchanged(new Outcome(
                    ErrorCode.InvalidUpdateVersion,
                    $"The update failed for all features since the following feature had an error: {problem}"));
            }

            var isEligibility = update.Feature == ClusterFeatures.EligibleLeaderReplicas;
            if (isEligibility && update.Level > 0)
            {
                records.InsertRange(0, SafeEligibility(image));
            }

            if (update.Feature != ClusterFeatures.Kraft && update.Level != image.FeatureLevel(update.Feature))
            {
                records.Add(new FeatureLevelRecord { Name = update.Feature, FeatureLevel = update.Level });
                if (isEligibility && update.Level == 0 && HasEligibleLeaders(image))
                {
                    records.Add(new ClearElrRecord { TopicName = "" });
                }
            }
        }

        return ControllerResult.Of(validateOnly ? [] : records, Outcome.Success);
    }

    private static string? Problem(ClusterImage image, int nodeId, short kraftVersion, FeatureUpdate update)
    {
        if (Invalidity(image, nodeId, kraftVersion, update) is { } invalidity)
        {
            return $"Invalid update version {update.Level} for feature {update.Feature}. {invalidity}";
        }

        var present = image.FeatureLevel(update.Feature);
        return update.Feature != ClusterFeatures.MetadataVersion || update.Level >= present ? null
            : $"Unsupported metadata.version downgrade from {present} to {update.Level}. " + (update.Kind == UnsafeDowngrade
                ? "Unsafe metadata downgrade is not supported in this version."
                : "Refusing to perform the requested downgrade because it might delete metadata information.");
    }

    private static string? Dependency(FeatureUpdate update, short metadataVersion) =>
        update is { Feature: ClusterFeatures.EligibleLeaderReplicas, Level: > 0 } && metadataVersion < MetadataLevels.EligibleLeaders
            ? $"Invalid update version {update.Level} for feature {update.Feature}. "
                + $"{update.Feature} could not be set to {update.Level} because it depends on {ClusterFeatures.MetadataVersion} level {MetadataLevels.EligibleLeaders}"
            : null;

    private static string? Invalidity(ClusterImage image, int nodeId, short kraftVersion, FeatureUpdate update)
    {
        if (update.Kind is < Upgrade or > UnsafeDowngrade)
        {
            return "The controller does not support the given upgrade type.";
        }

        if (update.Level < 0)
        {
            return "A feature version cannot be less than 0.";
        }

        if (!ClusterFeatures.Supported.TryGetValue(update.Feature, out var range))
        {
            return update.Level == 0 ? $"Feature {update.Feature} not found." : $"Local controller {nodeId} does not support this feature.";
        }

        if (update.Level < range.Min || update.Level > range.Max)
        {
            return $"Local controller {nodeId} only supports versions {range.Min}-{range.Max}";
        }

        var present = update.Feature == ClusterFeatures.Kraft ? kraftVersion : image.FeatureLevel(update.Feature);
        if (update.Level < present)
        {
            return update.Kind == Upgrade ? "Can't downgrade the version of this feature without setting the upgrade type to either safe or unsafe downgrade."
                : update.Feature == ClusterFeatures.Kraft ? "Can't downgrade the version of this feature."
                : null;
        }

        return update.Level > present && update.Kind != Upgrade ? "Can't downgrade to a newer version."
            : update.Feature == ClusterFeatures.Kraft ? update.Level > present ? "The voters of this cluster are fixed in its configuration." : null
            : image.Brokers.Values
                .Where(broker => broker.Features.TryGetValue(update.Feature, out var supported) ? update.Level < supported.Min || update.Level > supported.Max : update.Level > 0)
                .Select(broker => $"Broker {broker.Id} does not support this feature level.")
                .FirstOrDefault();
    }

    private static bool HasEligibleLeaders(ClusterImage image) => image.Topics.Values.SelectMany(topic => topic.Partitions.Values)
        .Any(partition => partition.EligibleLeaderReplicas.Length > 0 || partition.LastKnownElr.Length > 0);

    /// <summary>
    /// Eligible leaders are measured by one in-sync minimum for all brokers, which has to be there, and alone, before they are on. They
    /// mean nothing once they are off.
    /// </summary>
    private IEnumerable<IPersistedRecord> SafeEligibility(ClusterImage image)
    {
        if (!image.ConfigsOf(ConfigResourceType.Broker, "").ContainsKey(ElectionRules.MinInsyncReplicasKey))
        {
            yield return Minimum("", defaults.Of(image).Effective(ElectionRules.MinInsyncReplicasKey));
        }

        foreach (var (resource, configs) in image.Configs)
        {
            if (resource is { Type: ConfigResourceType.Broker, Name.Length: > 0 } && configs.ContainsKey(ElectionRules.MinInsyncReplicasKey))
            {
                yield return Minimum(resource.Name, null);
            }
        }
    }

    private static ConfigRecord Minimum(string broker, string? value) =>
        new() { ResourceType = (sbyte)ConfigResourceType.Broker, ResourceName = broker, Name = ElectionRules.MinInsyncReplicasKey, Value = value };
}
