namespace MiniKafka.Protocol.Declarations;

/// <summary>Declares a structure that is neither request nor response: a header, or bytes inside a record.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class DataAttribute(short minVersion, short maxVersion) : Attribute
{
    public short MinVersion { get; } = minVersion;

    public short MaxVersion { get; } = maxVersion;

    /// <summary>First version with compact lengths and tagged fields; never when left out.</summary>
    public short FlexibleFrom { get; set; } = short.MaxValue;
}
