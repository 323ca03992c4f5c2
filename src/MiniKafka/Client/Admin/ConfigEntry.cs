namespace MiniKafka.Client.Admin;

/// <summary>One configuration key as a broker described it.</summary>
/// <param name="Name">The key.</param>
/// <param name="Value">The value in effect; null when there is none or it is secret.</param>
/// <param name="IsDefault">Whether nobody has set it.</param>
/// <param name="IsReadOnly">Whether it cannot be changed while the broker runs.</param>
/// <param name="IsSensitive">Whether its value is kept secret.</param>
public sealed record ConfigEntry(string Name, string? Value, bool IsDefault, bool IsReadOnly, bool IsSensitive)
{
    /// <summary>Where the value comes from.</summary>
    public ConfigSource Source { get; init; }

    /// <summary>What kind of value it is; <see cref="ConfigType.Unknown"/> where the broker does not tell.</summary>
    public ConfigType Type { get; init; }

    /// <summary>What the key does; null unless details were asked for.</summary>
    public string? Documentation { get; init; }

    /// <summary>The values that hold in turn, the one in effect first: each where those before it are not given. Empty unless details were asked for.</summary>
    public IReadOnlyList<ConfigSynonym> Synonyms { get; init; } = [];
}

/// <summary>A value of a configuration key, under the name of the key that gives it.</summary>
/// <param name="Name">That key.</param>
/// <param name="Value">Its value; null when there is none or it is secret.</param>
/// <param name="Source">Where it comes from.</param>
public sealed record ConfigSynonym(string Name, string? Value, ConfigSource Source);

/// <summary>Where a configuration value comes from.</summary>
public enum ConfigSource
{
    /// <summary>The broker does not tell.</summary>
    Unknown = 0,

    /// <summary>Set for the topic.</summary>
    DynamicTopic = 1,

    /// <summary>Set for the broker while it ran.</summary>
    DynamicBroker = 2,

    /// <summary>Set for all brokers while they ran.</summary>
    DynamicDefaultBroker = 3,

    /// <summary>From the configuration that the broker was started with.</summary>
    StaticBroker = 4,

    /// <summary>Kafka's default.</summary>
    Default = 5,

    /// <summary>A level of a logger.</summary>
    DynamicBrokerLogger = 6,

    /// <summary>Set for a subscription to client metrics.</summary>
    ClientMetrics = 7,

    /// <summary>Set for the group.</summary>
    Group = 8,
}

/// <summary>What kind of value a configuration key has.</summary>
public enum ConfigType
{
    /// <summary>The broker does not tell.</summary>
    Unknown = 0,

    /// <summary>True or false.</summary>
    Boolean = 1,

    /// <summary>A text.</summary>
    String = 2,

    /// <summary>A number of 32 bits.</summary>
    Int = 3,

    /// <summary>A number of 16 bits.</summary>
    Short = 4,

    /// <summary>A number of 64 bits.</summary>
    Long = 5,

    /// <summary>A number with a fraction.</summary>
    Double = 6,

    /// <summary>Values separated by commas.</summary>
    List = 7,

    /// <summary>The name of a class.</summary>
    Class = 8,

    /// <summary>A secret.</summary>
    Password = 9,
}
