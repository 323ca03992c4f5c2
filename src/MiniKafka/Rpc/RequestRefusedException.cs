namespace MiniKafka.Rpc;

/// <summary>A request that deserves no answer: its connection is closed, as Kafka does.</summary>
internal sealed class RequestRefusedException(string message) : Exception(message)
{
    /// <summary>True when no client should send this; false when the server is just not the one to ask, and another may be.</summary>
    public bool IsMistake { get; init; } = true;
}
