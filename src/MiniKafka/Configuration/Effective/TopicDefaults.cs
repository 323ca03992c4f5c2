using System.Collections.Immutable;
using System.Globalization;
using MiniKafka.Configuration.Definitions;

namespace MiniKafka.Configuration.Effective;

/// <summary>Where topics and groups get the values they do not have of their own: from their broker.</summary>
internal static class TopicDefaults
{
    /// <summary>The text of a topic key: the topic's own, else the broker's, else the default.</summary>
    public static string? Effective(BrokerConfigLayers broker, ImmutableSortedDictionary<string, string> overrides, string name) =>
        overrides.TryGetValue(name, out var own) ? own : Inherited(broker, ConfigTables.Topic[name]);

    /// <summary>What a topic or group key is without a value of its own.</summary>
    public static string? Inherited(BrokerConfigLayers broker, ConfigKey key) => key.BrokerKey switch
    {
        null => key.Default,
        "log.retention.ms" => Text(broker.Config.LogRetentionMs),
        "log.roll.ms" => Text(broker.Config.LogRollMs),
        "log.roll.jitter.ms" => Text(broker.Config.LogRollJitterMs),
        "log.flush.interval.ms" => Text(broker.Config.LogFlushIntervalMs),
        var brokerKey => broker.Effective(brokerKey) ?? key.Default,
    };

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
