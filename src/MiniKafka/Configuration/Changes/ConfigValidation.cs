using System.Collections.Immutable;
using MiniKafka.Configuration.Definitions;
using MiniKafka.Configuration.Effective;
using MiniKafka.Model;

namespace MiniKafka.Configuration.Changes;

/// <summary>Judges the whole set of values a resource would have after a change. Null means it is fine.</summary>
internal static class ConfigValidation
{
    /// <summary>Above it a value does not fit where it is stored.</summary>
    private const int LongestValue = short.MaxValue;

    private const string StandbyReplicas = "num.standby.replicas";

    /// <summary>A broker may have one key store and one trust store for each of its listeners, so they change under a listener's name alone.</summary>
    private static readonly string[] PerListener =
    [
        "ssl.key.password", "ssl.keystore.certificate.chain", "ssl.keystore.key", "ssl.keystore.location", "ssl.keystore.password", "ssl.keystore.type",
        "ssl.truststore.certificates", "ssl.truststore.location", "ssl.truststore.password", "ssl.truststore.type",
    ];

    /// <summary>What may be changed of the listeners of all brokers at once.</summary>
    private static readonly string[] OfAllListeners = ["max.connection.creation.rate", "max.connections", "num.network.threads"];

    /// <summary>Values of any resource: none is longer than what can be stored.</summary>
    public static ConfigError? Size(IEnumerable<KeyValuePair<string, string>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.Any(pair => pair.Value.Length > LongestValue)
            ? Invalid($"The configuration value cannot be added because it exceeds the maximum value size of {LongestValue} bytes.")
            : null;
    }

    /// <summary>A topic's own values, beside those its broker gives it.</summary>
    /// <param name="values">The values it is to have.</param>
    /// <param name="broker">What its broker gives it.</param>
    /// <param name="before">The values it has: what was turned on by other software is not turned on here.</param>
    public static ConfigError? Topic(IEnumerable<KeyValuePair<string, string>> values, BrokerConfigLayers broker, IReadOnlyDictionary<string, string>? before = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(broker);
        var own = values.ToImmutableSortedDictionary(StringComparer.Ordinal);
        if (Values(ConfigTables.Topic, own) is { } error)
        {
            return error;
        }

        var least = ConfigText.ParseLong(TopicDefaults.Effective(broker, own, "min.compaction.lag.ms")!);
        var most = ConfigText.ParseLong(TopicDefaults.Effective(broker, own, "max.compaction.lag.ms")!);
        if (least > most)
        {
            return Invalid($"conflict topic config setting min.compaction.lag.ms ({least}) > max.compaction.lag.ms ({most})");
        }

        return HasRemoteStorage(own) && !(before is not null && HasRemoteStorage(before))
            ? Invalid("Tiered Storage functionality is disabled in the broker. Topic cannot be configured with remote log storage.")
            : null;
    }

    /// <summary>Whether a topic's own values put its old segments elsewhere, which only other software does.</summary>
    public static bool HasRemoteStorage(IReadOnlyDictionary<string, string> values) =>
        values.TryGetValue("remote.storage.enable", out var text) && bool.TryParse(text, out var isEnabled) && isEnabled;

    /// <summary>A group's own values, within the bounds its broker sets.</summary>
    public static ConfigError? Group(IEnumerable<KeyValuePair<string, string>> values, BrokerConfigLayers broker)
    {
        ArgumentNullException.ThrowIfNull(broker);
        var own = values.ToImmutableSortedDictionary(StringComparer.Ordinal);
        if (Values(ConfigTables.Group, own) is { } error)
        {
            return error;
        }

        foreach (var (name, value) in own)
        {
            if (OutsideBounds(broker, name, value) is { } problem)
            {
                return problem;
            }
        }

        return ConfigCombinations.GroupKinds
            .Select(kind => HeartbeatWithinSession(broker, own, kind))
            .FirstOrDefault(problem => problem is not null);
    }

    /// <summary>What is set for one broker or for all. Unknown keys pass, as plugins may know them.</summary>
    public static ConfigError? Broker(IEnumerable<KeyValuePair<string, string>> values, bool ofAllBrokers)
    {
        var own = values.ToImmutableSortedDictionary(StringComparer.Ordinal);
        if (Names(own, (name, key) => key.UpdateMode == ConfigUpdateMode.ReadOnly && !BrokerKeyNames.IsOfListener(name)) is { Length: > 0 } readOnly)
        {
            return new ConfigError(ErrorCode.InvalidRequest, $"Cannot update these configs dynamically: [{readOnly}]");
        }

        if (string.Join(", ", PerListener.Where(own.ContainsKey)) is { Length: > 0 } perListener)
        {
            return new ConfigError(
                ErrorCode.InvalidRequest, $"These security configs can be dynamically updated only per-listener using the listener prefix: [{perListener}]");
        }

        if (ofAllBrokers && string.Join(", ", own.Keys.Where(IsOfOneBroker)) is { Length: > 0 } perBroker)
        {
            return new ConfigError(ErrorCode.InvalidRequest, $"Cannot update these configs at default cluster level, broker id must be specified: [{perBroker}]");
        }

        if (own.ContainsKey("listeners"))
        {
            return new ConfigError(ErrorCode.InvalidRequest, "listeners cannot be changed while the broker runs: its sockets are bound at the start.");
        }

        foreach (var (name, value) in own)
        {
            if (BrokerKeyNames.TryResolve(name, out var key) && (key.Check(value) ?? ClassProblem(key, value)) is { } problem)
            {
                return new ConfigError(ErrorCode.InvalidRequest, problem);
            }
        }

        return null;
    }

    private static string Names(ImmutableSortedDictionary<string, string> values, Func<string, ConfigKey, bool> isMeant) =>
        string.Join(", ", values.Keys.Where(name => BrokerKeyNames.TryResolve(name, out var key) && isMeant(name, key)));

    /// <summary>Java classes cannot be loaded; the one that is there from the start is known.</summary>
    private static string? ClassProblem(ConfigKey key, string value) => key.Type == ConfigType.Class && value.Trim() is { Length: > 0 } name && name != key.Default
        ? $"Invalid value {name} for configuration {key.Name}: Class {name} could not be found."
        : null;

    /// <summary>Listeners are a broker's own, and so is what is given for one of them, be it known or not.</summary>
    private static bool IsOfOneBroker(string name) => BrokerKeyNames.IsOfListener(name)
        ? BrokerKeyNames.AfterListener(name) is { } rest && !OfAllListeners.Contains(rest)
        : ConfigTables.Broker.TryGet(name, out var key) && key.UpdateMode == ConfigUpdateMode.PerBroker;

    private static ConfigError? Values(ConfigTable table, ImmutableSortedDictionary<string, string> values)
    {
        foreach (var name in values.Keys)
        {
            if (!table.Contains(name))
            {
                return Invalid($"Unknown {table.Title} config name: {name}");
            }
        }

        return values.Select(pair => table[pair.Key].Check(pair.Value)).FirstOrDefault(problem => problem is not null) is { } found ? Invalid(found) : null;
    }

    private static ConfigError? OutsideBounds(BrokerConfigLayers broker, string name, string value)
    {
        // consumer.session.timeout.ms lies between group.consumer.min.session.timeout.ms and group.consumer.max.session.timeout.ms.
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var (kind, what) = (name[..dot], name[(dot + 1)..]);
        var (least, most) = ($"group.{kind}.min.{what}", what == StandbyReplicas ? "group.streams.max.standby.replicas" : $"group.{kind}.max.{what}");
        if (broker.Effective(least) is { } lower && ConfigText.ParseLong(value) < ConfigText.ParseLong(lower))
        {
            return Invalid($"{name} must be greater than or equal to {least}");
        }

        return broker.Effective(most) is { } upper && ConfigText.ParseLong(value) > ConfigText.ParseLong(upper)
            ? Invalid($"{name} must be less than or equal to {most}")
            : null;
    }

    private static ConfigError? HeartbeatWithinSession(BrokerConfigLayers broker, ImmutableSortedDictionary<string, string> own, string kind)
    {
        return Value("heartbeat.interval.ms") >= Value("session.timeout.ms")
            ? Invalid($"{kind}.session.timeout.ms must be greater than {kind}.heartbeat.interval.ms")
            : null;

        long Value(string what) => ConfigText.ParseLong(
            own.TryGetValue($"{kind}.{what}", out var text) ? text : TopicDefaults.Inherited(broker, ConfigTables.Group[$"{kind}.{what}"])!);
    }

    private static ConfigError Invalid(string message) => new(ErrorCode.InvalidConfig, message);
}
