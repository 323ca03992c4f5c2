using System.Globalization;

namespace MiniKafka.Client.Admin;

/// <summary>What a configuration belongs to.</summary>
public enum ConfigResourceType
{
    /// <summary>A topic, by name.</summary>
    Topic = 2,

    /// <summary>A broker, by node id; the empty name stands for all of them.</summary>
    Broker = 4,

    /// <summary>Client metrics, by the name of the subscription.</summary>
    ClientMetrics = 16,

    /// <summary>A group, by id.</summary>
    Group = 32,
}

/// <summary>Something that has a configuration.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Name">Its name.</param>
public readonly record struct ConfigResource(ConfigResourceType Type, string Name)
{
    /// <summary>A topic.</summary>
    public static ConfigResource Topic(string name) => new(ConfigResourceType.Topic, name);

    /// <summary>A broker.</summary>
    public static ConfigResource Broker(int nodeId) => new(ConfigResourceType.Broker, nodeId.ToString(CultureInfo.InvariantCulture));

    /// <summary>What all brokers have in common.</summary>
    public static ConfigResource AllBrokers => new(ConfigResourceType.Broker, "");
}

/// <summary>How one configuration key is changed.</summary>
public enum AlterConfigOperation
{
    /// <summary>It gets the value.</summary>
    Set = 0,

    /// <summary>It goes back to its default.</summary>
    Delete = 1,

    /// <summary>The value is added to its list.</summary>
    Append = 2,

    /// <summary>The value is taken out of its list.</summary>
    Subtract = 3,
}

/// <summary>A change of one configuration key.</summary>
/// <param name="Name">The key.</param>
/// <param name="Value">The value; null where the operation needs none.</param>
/// <param name="Operation">How it is changed.</param>
public sealed record AlterConfigEntry(string Name, string? Value, AlterConfigOperation Operation = AlterConfigOperation.Set);
