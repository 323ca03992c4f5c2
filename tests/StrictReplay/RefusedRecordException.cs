namespace StrictReplay;

/// <summary>A record, or a file, that Apache Kafka would not load, or that it would never have written.</summary>
public sealed class RefusedRecordException(string message) : Exception(message);
