namespace MiniKafka.Protocol.Declarations;

/// <summary>Declares a record of an internal topic: the family it belongs to and its type id there.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class PersistedAttribute(RecordFamily family, short type, short minVersion, short maxVersion) : Attribute
{
    public RecordFamily Family { get; } = family;

    public short Type { get; } = type;

    public short MinVersion { get; } = minVersion;

    public short MaxVersion { get; } = maxVersion;

    /// <summary>First version with compact lengths and tagged fields; never when left out.</summary>
    public short FlexibleFrom { get; set; } = short.MaxValue;
}
