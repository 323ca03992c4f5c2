namespace MiniKafka.Network;

/// <summary>The connection is over, or could not be made.</summary>
internal sealed class ConnectionClosedException(string message, Exception? innerException = null)
    : IOException(message, innerException)
{
    /// <summary>True when this end gave it up for what the peer sent.</summary>
    public bool IsRefusal { get; init; }
}
