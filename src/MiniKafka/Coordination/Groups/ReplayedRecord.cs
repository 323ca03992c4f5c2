using MiniKafka.Protocol;

namespace MiniKafka.Coordination.Groups;

/// <summary>A record of the offsets topic without its key.</summary>
/// <param name="Offset">Where it stands in the log.</param>
/// <param name="ProducerId">Whose open transaction it belongs to; -1 when it counts at once.</param>
/// <param name="Value">What it says; null for a tombstone.</param>
internal readonly record struct ReplayedRecord(long Offset, long ProducerId, IPersistedRecord? Value);
