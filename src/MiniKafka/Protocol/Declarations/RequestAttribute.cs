namespace MiniKafka.Protocol.Declarations;

/// <summary>Declares a request: its API, the versions there are, and from which version on it is flexible.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class RequestAttribute(ApiKey key, short minVersion, short maxVersion) : Attribute
{
    public ApiKey Key { get; } = key;

    public short MinVersion { get; } = minVersion;

    public short MaxVersion { get; } = maxVersion;

    /// <summary>First version with compact lengths and tagged fields; never when left out.</summary>
    public short FlexibleFrom { get; set; } = short.MaxValue;

    /// <summary>True when the newest version is not settled yet and is not offered to clients.</summary>
    public bool LatestVersionUnstable { get; set; }
}
