using System.Collections.Immutable;
using MiniKafka.Configuration.Definitions;
using MiniKafka.Model;

namespace MiniKafka.Configuration;

/// <summary>Kafka's own names and texts given to a producer, consumer or administrator, checked against its table. Immutable.</summary>
internal sealed class ClientProperties
{
    private readonly ConfigTable _table;
    private readonly ImmutableSortedDictionary<string, string> _values;

    private ClientProperties(ConfigTable table, ImmutableSortedDictionary<string, string> values)
    {
        _table = table;
        _values = values;
        Reader = new ConfigReader(table, name => _values.TryGetValue(name, out var value) ? value : table[name].Default);
    }

    /// <summary>Reads the given values, and the defaults of those that were not given.</summary>
    public ConfigReader Reader { get; }

    /// <summary>One sentence for each key that was set to something else than its default but has no effect.</summary>
    public IReadOnlyList<string> Warnings =>
    [
        .. _values
            .Where(pair => _table[pair.Key] is { HasEffect: false } key && pair.Value.Length > 0 && key.Differs(pair.Value))
            .Select(pair => $"The configuration key '{pair.Key}' has no effect here; it was set to '{Secrecy.InSentence(_table[pair.Key], pair.Value)}'. {_table[pair.Key].WithoutEffectBecause}"),
    ];

    /// <summary>Checks the values.</summary>
    /// <exception cref="KafkaException">A key is unknown or a value is wrong; the message names it and what is allowed.</exception>
    public static ClientProperties Of(ConfigTable table, IEnumerable<KeyValuePair<string, string>> properties)
    {
        ArgumentNullException.ThrowIfNull(table);
        var values = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, properties);
        foreach (var (name, value) in values)
        {
            if (GivenKeys.Problem(table, name, value) is { } problem)
            {
                throw new KafkaException(ErrorCode.InvalidConfig, problem);
            }
        }

        return new ClientProperties(table, values);
    }
}
