namespace MiniKafka.Rpc;

/// <summary>A request that deserves no answer: its connection is closed, as Kafka does.</summary>
internal sealed class RequestRefusedException(string message) : Exception(message);
