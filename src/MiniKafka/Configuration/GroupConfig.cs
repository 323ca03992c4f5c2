using System.Collections.Immutable;
using MiniKafka.Configuration.Definitions;

namespace MiniKafka.Configuration;

/// <summary>
/// The effective values of a group's keys that have an effect: its own, else the broker's. Immutable and cheap to read.
/// </summary>
internal sealed class GroupConfig(ConfigReader read)
{
    /// <summary>The values of a group with some values of its own on a broker with these values.</summary>
    public static GroupConfig Of(BrokerConfigLayers broker, ImmutableSortedDictionary<string, string> overrides) =>
        new(new ConfigReader(
            ConfigTables.Group,
            name => overrides.TryGetValue(name, out var own) ? own : TopicDefaults.Inherited(broker, ConfigTables.Group[name])));

    public int ConsumerSessionTimeoutMs { get; } = read.Int("consumer.session.timeout.ms");

    public int ConsumerHeartbeatIntervalMs { get; } = read.Int("consumer.heartbeat.interval.ms");

    public int ConsumerAssignmentIntervalMs { get; } = read.Int("consumer.assignment.interval.ms");
}
