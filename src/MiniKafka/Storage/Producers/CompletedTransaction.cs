namespace MiniKafka.Storage.Producers;

/// <summary>A transaction that a marker ended. Readers of committed records wait until the high watermark passes the marker.</summary>
internal readonly record struct CompletedTransaction(long ProducerId, long FirstOffset, long LastOffset, bool IsAborted);
