using System.Collections.Immutable;
using System.Globalization;
using MiniKafka.Configuration;
using MiniKafka.Configuration.Changes;
using MiniKafka.Configuration.Definitions;
using MiniKafka.Metadata.Elections;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Metadata.Control;

/// <summary>Changing configuration of topics, brokers, groups and client metrics.</summary>
internal sealed class ConfigControl(ClusterDefaults defaults)
{
    /// <summary>Changes what resources have of their own; each succeeds or fails as a whole.</summary>
    /// <param name="image">The cluster.</param>
    /// <param name="alterations">What shall be changed.</param>
    /// <param name="validateOnly">True to change nothing.</param>
    public ControllerResult<IReadOnlyList<AlteredConfigs>> Alter(ClusterImage image, IReadOnlyList<ConfigAlteration> alterations, bool validateOnly)
    {
        var records = new List<IPersistedRecord>();
        var results = new List<AlteredConfigs>();
        var times = alterations.CountBy(alteration => alteration.Resource).ToDictionary();
        foreach (var alteration in alterations)
        {
            var error = times[alteration.Resource] > 1
                ? Refused("Each resource must appear at most once.")
                : Alter(image, alteration, records);
            results.Add(new AlteredConfigs(alteration.Resource, error is null ? Outcome.Success : new Outcome(error.Code, error.Message)));
        }

        return ControllerResult.Of<IReadOnlyList<AlteredConfigs>>(validateOnly ? [] : records, results);
    }

    private ConfigError? Alter(ClusterImage image, ConfigAlteration alteration, List<IPersistedRecord> records)
    {
        var resource = alteration.Resource;
        var before = image.ConfigsOf(resource.Type, resource.Name);
        var error = ConfigChanges.Apply(alteration.Replaces ? ClusterImage.NoConfigs : before, alteration.Changes, name => KeyOf(resource.Type, name), out var after);

        // What is not named by one that replaces is deleted.
        var concernsMinimum = alteration.Changes.Any(change => change.Name == ElectionRules.MinInsyncReplicasKey)
            || (alteration.Replaces && before.ContainsKey(ElectionRules.MinInsyncReplicasKey));
        error ??= ConfigValidation.Size(after)
            ?? ResourceError(image, resource)
            ?? Validate(image, resource, after)
            ?? (concernsMinimum ? MinimumError(image, resource, after) : null);
        if (error is null)
        {
            var changed = Difference(resource, before, after).ToList();
            records.AddRange(changed);
            records.AddRange(ForgottenEligibility(image, resource, changed));
        }

        return error;
    }

    /// <summary>Whether the resource is one that can be changed. That a broker's keys are changed at that broker was seen to before.</summary>
    private static ConfigError? ResourceError(ClusterImage image, ConfigResource resource) => resource switch
    {
        { Type: ConfigResourceType.Topic, Name: "" } => Refused("Default topic resources are not allowed."),
        { Type: ConfigResourceType.Group, Name: "" } => Refused("Default group resources are not allowed."),
        { Type: ConfigResourceType.ClientMetrics, Name: "" } => Refused("Subscription name can't be empty"),
        { Type: ConfigResourceType.Topic } => TopicNames.Problem(resource.Name) is { } problem ? new ConfigError(ErrorCode.InvalidTopicException, problem) : null,
        { Type: ConfigResourceType.Broker, Name: "" } or { Type: ConfigResourceType.Group or ConfigResourceType.ClientMetrics } => null,
        { Type: ConfigResourceType.Broker } when !int.TryParse(resource.Name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) =>
            Refused("Unable to parse broker name as a base 10 number."),
        { Type: ConfigResourceType.Broker } => image.Brokers.ContainsKey(int.Parse(resource.Name, CultureInfo.InvariantCulture))
            ? null
            : new ConfigError(ErrorCode.BrokerIdNotRegistered, $"No broker with id {resource.Name} is registered."),
        _ => Refused($"Unknown resource type {(int)resource.Type}"),
    };

    /// <summary>Eligible leaders are measured by one in-sync minimum for all brokers: no broker may have one of its own, and it cannot be taken away.</summary>
    private static ConfigError? MinimumError(ClusterImage image, ConfigResource resource, ImmutableSortedDictionary<string, string> after) =>
        resource.Type != ConfigResourceType.Broker || image.FeatureLevel(ClusterFeatures.EligibleLeaderReplicas) == 0 ? null
        : resource.Name.Length > 0 ? new ConfigError(ErrorCode.InvalidConfig, $"Broker-level {ElectionRules.MinInsyncReplicasKey} cannot be altered while ELR is enabled.")
        : !after.ContainsKey(ElectionRules.MinInsyncReplicasKey) ? new ConfigError(ErrorCode.InvalidConfig, $"Cluster-level {ElectionRules.MinInsyncReplicasKey} cannot be removed while ELR is enabled.")
        : null;

    private static ConfigError Refused(string message) => new(ErrorCode.InvalidRequest, message);

    private ConfigError? Validate(ClusterImage image, ConfigResource resource, ImmutableSortedDictionary<string, string> after)
    {
        switch (resource.Type)
        {
            case ConfigResourceType.Topic:
                // What the topic would have is judged before whether it exists.
                return ConfigValidation.Topic(after, defaults.Of(image), image.ConfigsOf(resource.Type, resource.Name))
                    ?? (image.Topics.ContainsKey(resource.Name) ? null : new ConfigError(ErrorCode.UnknownTopicOrPartition, $"The topic '{resource.Name}' does not exist."));
            case ConfigResourceType.Group:
                return ConfigValidation.Group(after, defaults.Of(image));
            case ConfigResourceType.ClientMetrics:
                return ClientMetricsValidation.Problem(after);
            default:
                return ConfigValidation.Broker(after, resource.Name.Length == 0);
        }
    }

    /// <summary>Who is eligible to lead was measured by the in-sync minimum; with another one that knowledge is void.</summary>
    private static IEnumerable<IPersistedRecord> ForgottenEligibility(ClusterImage image, ConfigResource resource, List<ConfigRecord> changed) =>
        image.FeatureLevel(ClusterFeatures.EligibleLeaderReplicas) > 0
        && resource.Type is ConfigResourceType.Topic or ConfigResourceType.Broker
        && changed.Exists(config => config.Name == ElectionRules.MinInsyncReplicasKey)
            ? [new ClearElrRecord { TopicName = resource.Type == ConfigResourceType.Topic ? resource.Name : "" }]
            : [];

    private static IEnumerable<ConfigRecord> Difference(
        ConfigResource resource, ImmutableSortedDictionary<string, string> before, ImmutableSortedDictionary<string, string> after)
    {
        return before.Keys.Union(after.Keys).Order(StringComparer.Ordinal)
            .Where(name => before.GetValueOrDefault(name) != after.GetValueOrDefault(name))
            .Select(name => new ConfigRecord
            {
                ResourceType = (sbyte)resource.Type, ResourceName = resource.Name, Name = name, Value = after.GetValueOrDefault(name),
            });
    }

    private static ConfigKey? KeyOf(ConfigResourceType type, string name) => type switch
    {
        ConfigResourceType.Topic => ConfigTables.Topic.TryGet(name, out var key) ? key : null,
        ConfigResourceType.Group => ConfigTables.Group.TryGet(name, out var key) ? key : null,
        ConfigResourceType.ClientMetrics => ConfigTables.ClientMetrics.TryGet(name, out var key) ? key : null,
        _ => BrokerKeyNames.TryResolve(name, out var key) ? key : null,
    };
}
