using MiniKafka.Configuration.Definitions;

namespace MiniKafka.Configuration.Describing;

/// <summary>A level that gives a key a value, or would if nothing went before it.</summary>
internal sealed record ConfigSynonym(string Name, string? Value, ConfigSource Source);

/// <summary>One key of a resource as DescribeConfigs tells it. Secret values are null, in the synonyms too, whoever made the description.</summary>
internal sealed record DescribedConfig
{
    /// <param name="name">The name under which the key is told.</param>
    /// <param name="key">Its declaration; null when nobody knows it.</param>
    /// <param name="value">The effective value.</param>
    /// <param name="synonyms">All levels that give a value, the deciding one first.</param>
    public DescribedConfig(string name, ConfigKey? key, string? value, IReadOnlyList<ConfigSynonym> synonyms)
    {
        Name = name;
        Type = key?.Type ?? ConfigType.Unknown;
        IsSensitive = Secrecy.IsSecret(key);
        Value = Secrecy.Described(key, value);
        Synonyms = [.. synonyms.Select(synonym => synonym with { Value = Secrecy.Described(key, synonym.Value) })];
        Source = synonyms.Count > 0 ? synonyms[0].Source : ConfigSource.Default;
        Documentation = key?.Explanation;
    }

    /// <summary>A logger and its level, of which nothing is secret and nothing else is known: its documentation is empty, whoever asks for it.</summary>
    public DescribedConfig(string logger, string level)
    {
        Name = logger;
        Value = level;
        Source = ConfigSource.DynamicBrokerLogger;
        Documentation = "";
    }

    public string Name { get; }

    public string? Value { get; }

    public ConfigSource Source { get; }

    public ConfigType Type { get; }

    public bool IsReadOnly { get; init; }

    public bool IsSensitive { get; }

    /// <summary>All levels that give a value, the deciding one first.</summary>
    public IReadOnlyList<ConfigSynonym> Synonyms { get; } = [];

    public string? Documentation { get; init; }
}
