using MiniKafka.Configuration.Definitions;

namespace MiniKafka.Configuration.Describing;

/// <summary>A level that gives a key a value, or would if nothing went before it.</summary>
internal sealed record ConfigSynonym(string Name, string? Value, ConfigSource Source);

/// <summary>One key of a resource as DescribeConfigs tells it. Sensitive values are null.</summary>
internal sealed record DescribedConfig(string Name, string? Value, ConfigSource Source, ConfigType Type)
{
    public bool IsReadOnly { get; init; }

    public bool IsSensitive { get; init; }

    /// <summary>All levels that give a value, the deciding one first.</summary>
    public IReadOnlyList<ConfigSynonym> Synonyms { get; init; } = [];

    public string? Documentation { get; init; }
}
