namespace MiniKafka.Records;

/// <summary>A header to be written: a name, and a value that may be null.</summary>
internal readonly record struct RecordHeader(string Name, ReadOnlyMemory<byte>? Value);
