namespace MiniKafka.Coordination;

/// <summary>One record of a coordinator's log, encoded with its type and version in front; without a value it deletes.</summary>
/// <param name="Key">Two bytes of type, then the key.</param>
/// <param name="Value">Two bytes of version, then the value; null for a tombstone.</param>
internal readonly record struct CoordinatorRecord(byte[] Key, byte[]? Value);
