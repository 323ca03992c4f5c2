namespace MiniKafka.Protocol;

/// <summary>
/// Bytes that are no message of the protocol, or a message that the chosen version cannot express. The caller decides
/// whether that closes the connection or becomes an error code.
/// </summary>
internal sealed class ProtocolException(string message) : Exception(message)
{
    /// <summary>The message may be in order, but reading it takes more memory than a message of its size may take.</summary>
    public bool IsTooCostly { get; private init; }

    internal static ProtocolException TooCostly(long mostBytes) =>
        new($"Reading the message would take more than {mostBytes} bytes of memory.") { IsTooCostly = true };

    internal static ProtocolException Truncated(long wanted, long remaining) =>
        new($"{wanted} bytes are needed, {remaining} remain.");

    internal static ProtocolException UnsupportedVersion(string message, short version, short min, short max) =>
        new($"{message} has versions {min} to {max}, not {version}.");

    internal static ProtocolException UnsupportedField(string field, short version) =>
        new($"{field} is set, but version {version} has no such field.");

    internal static ProtocolException NullNotAllowed(string field, short version) =>
        new($"{field} is null, which version {version} cannot express.");

    internal static ProtocolException InvalidTag(string message, uint tag, short version) =>
        new($"{message} version {version} has no tag {tag}.");
}
