using System.Collections.Immutable;
using System.Globalization;
using MiniKafka.Configuration;
using MiniKafka.Configuration.Changes;
using MiniKafka.Configuration.Definitions;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Metadata.Control;

/// <summary>Changing configuration of topics, brokers, groups and client metrics.</summary>
internal sealed partial class ClusterController
{
    /// <summary>Changes single keys; each resource succeeds or fails as a whole.</summary>
    /// <param name="image">The cluster.</param>
    /// <param name="alterations">The steps per resource.</param>
    /// <param name="validateOnly">True to change nothing.</param>
    public ControllerResult<IReadOnlyList<AlteredConfigs>> IncrementalAlterConfigs(
        ClusterImage image, IReadOnlyList<ConfigAlteration> alterations, bool validateOnly)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(alterations);
        return AlterEach(image, alterations, alteration => alteration.Resource, Named, validateOnly, (ConfigAlteration alteration, out ImmutableSortedDictionary<string, string> after) =>
            ConfigChanges.Apply(
                image.ConfigsOf(alteration.Resource.Type, alteration.Resource.Name),
                alteration.Changes,
                name => KeyOf(alteration.Resource.Type, name),
                out after));

        static bool Named(ConfigAlteration alteration, string key) => alteration.Changes.Any(change => change.Name == key);
    }

    /// <summary>Replaces all values a resource has of its own, the older way.</summary>
    /// <inheritdoc cref="IncrementalAlterConfigs" path="/param"/>
    public ControllerResult<IReadOnlyList<AlteredConfigs>> AlterConfigs(
        ClusterImage image, IReadOnlyList<ConfigReplacement> replacements, bool validateOnly)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(replacements);
        return AlterEach(image, replacements, replacement => replacement.Resource, Named, validateOnly, (ConfigReplacement replacement, out ImmutableSortedDictionary<string, string> after) =>
            ConfigChanges.Apply(
                ClusterImage.NoConfigs,
                [.. replacement.Configs.Select(config => new ConfigChange(config.Key, ConfigOperation.Set, config.Value))],
                name => KeyOf(replacement.Resource.Type, name),
                out after));

        // What is not named is deleted.
        bool Named(ConfigReplacement replacement, string key) => replacement.Configs.Any(config => config.Key == key)
            || image.ConfigsOf(replacement.Resource.Type, replacement.Resource.Name).ContainsKey(key);
    }

    private delegate ConfigError? Alter<T>(T change, out ImmutableSortedDictionary<string, string> after);

    private ControllerResult<IReadOnlyList<AlteredConfigs>> AlterEach<T>(
        ClusterImage image, IReadOnlyList<T> changes, Func<T, ConfigResource> resourceOf, Func<T, string, bool> isNamed, bool validateOnly, Alter<T> alter)
    {
        var records = new List<IPersistedRecord>();
        var results = new List<AlteredConfigs>();
        foreach (var change in changes)
        {
            var resource = resourceOf(change);
            ImmutableSortedDictionary<string, string>? after = null;
            var error = changes.Count(other => resourceOf(other) == resource) > 1
                ? Refused("Each resource must appear at most once.")
                : alter(change, out after);
            error ??= ConfigValidation.Size(after!)
                ?? ResourceError(image, resource)
                ?? Validate(image, resource, after!)
                ?? (isNamed(change, MinInsyncReplicas) ? MinimumError(image, resource, after!) : null);
            if (error is null)
            {
                var changed = Difference(resource, image.ConfigsOf(resource.Type, resource.Name), after!).ToList();
                records.AddRange(changed);
                records.AddRange(ForgottenEligibility(image, resource, changed));
            }

            results.Add(new AlteredConfigs(resource, error is null ? Outcome.Success : new Outcome(error.Code, error.Message)));
        }

        return ControllerResult.Of<IReadOnlyList<AlteredConfigs>>(validateOnly ? [] : records, results);
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
        : resource.Name.Length > 0 ? new ConfigError(ErrorCode.InvalidConfig, $"Broker-level {MinInsyncReplicas} cannot be altered while ELR is enabled.")
        : !after.ContainsKey(MinInsyncReplicas) ? new ConfigError(ErrorCode.InvalidConfig, $"Cluster-level {MinInsyncReplicas} cannot be removed while ELR is enabled.")
        : null;

    private static ConfigError Refused(string message) => new(ErrorCode.InvalidRequest, message);

    private ConfigError? Validate(ClusterImage image, ConfigResource resource, ImmutableSortedDictionary<string, string> after)
    {
        switch (resource.Type)
        {
            case ConfigResourceType.Topic:
                // What the topic would have is judged before whether it exists.
                return ConfigValidation.Topic(after, Layers(image), image.ConfigsOf(resource.Type, resource.Name))
                    ?? (image.Topics.ContainsKey(resource.Name) ? null : new ConfigError(ErrorCode.UnknownTopicOrPartition, $"The topic '{resource.Name}' does not exist."));
            case ConfigResourceType.Group:
                return ConfigValidation.Group(after, Layers(image));
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
        && changed.Exists(config => config.Name == MinInsyncReplicas)
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
