namespace MiniKafka.Metadata.Images;

/// <summary>What can be configured; the numbers are the protocol's.</summary>
internal enum ConfigResourceType : sbyte
{
    Unknown = 0,
    Topic = 2,
    Broker = 4,
    BrokerLogger = 8,
    ClientMetrics = 16,
    Group = 32,
}

/// <summary>A configured thing. The empty name of type Broker stands for all brokers.</summary>
internal readonly record struct ConfigResource(ConfigResourceType Type, string Name) : IComparable<ConfigResource>
{
    public int CompareTo(ConfigResource other) => Type != other.Type ? Type.CompareTo(other.Type) : string.CompareOrdinal(Name, other.Name);
}
