namespace MiniKafka.Protocol.Declarations;

/// <summary>Declares a response. Its API and versions are those of the request of the same name.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ResponseAttribute(ApiKey key, short minVersion, short maxVersion) : Attribute
{
    public ApiKey Key { get; } = key;

    public short MinVersion { get; } = minVersion;

    public short MaxVersion { get; } = maxVersion;

    /// <summary>First version with compact lengths and tagged fields; never when left out.</summary>
    public short FlexibleFrom { get; set; } = short.MaxValue;
}
