namespace MiniKafka.Storage.Files;

/// <summary>The medium refused a call, and everything is as it was before; the same call may succeed later.</summary>
internal class RefusedException(string message, Exception cause) : IOException(message, cause);
