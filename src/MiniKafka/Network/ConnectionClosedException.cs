namespace MiniKafka.Network;

/// <summary>The connection is over, or could not be made.</summary>
internal sealed class ConnectionClosedException(string message, Exception? innerException = null)
    : IOException(message, innerException);
