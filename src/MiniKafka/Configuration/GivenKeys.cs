using System.Diagnostics.CodeAnalysis;
using MiniKafka.Configuration.Definitions;

namespace MiniKafka.Configuration;

/// <summary>
/// Judges a key and its value as users give them, in a file or in code: what is wrong, what is allowed, and where the key they may have
/// meant is to be had.
/// </summary>
internal static class GivenKeys
{
    /// <summary>A sentence that says what is wrong with the key or its value; null when nothing is.</summary>
    public static string? Problem(ConfigTable table, string name, string value)
    {
        if (!TryResolve(table, name, out var key))
        {
            return $"Unknown {table.Title} configuration key '{name}'.{Hint(table, name)}";
        }

        return key.Check(value) is { } problem ? $"{problem} (allowed: {key.AllowedValues})" : null;
    }

    private static bool TryResolve(ConfigTable table, string name, [MaybeNullWhen(false)] out ConfigKey key) =>
        table == ConfigTables.Broker ? BrokerKeyNames.TryResolve(name, out key) : table.TryGet(name, out key);

    private static string Hint(ConfigTable table, string name)
    {
        if (table == ConfigTables.Broker && ConfigTables.Topic.TryGet(name, out var ofTopics))
        {
            return ofTopics.BrokerKey is { } forAll
                ? $" It is a key of topics: give it with a topic, or '{forAll}' for all topics of the brokers."
                : " It is a key of topics: give it with a topic.";
        }

        if (table != ConfigTables.Broker && LibrdkafkaKeys.TryGet(name, out var here))
        {
            return here is null
                ? " It is a key of librdkafka alone."
                : $" It is a key of librdkafka alone; here it is '{here}'{(table.Contains(here) ? "" : ", which other clients have")}.";
        }

        return table.Nearest(name) is { } nearest ? $" Did you mean '{nearest}'?" : "";
    }
}
