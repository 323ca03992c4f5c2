namespace MiniKafka.Client.Consumers;

/// <summary>What a leader answered about an offset; the offset is -1 when there is no record that new.</summary>
internal readonly record struct FoundOffset(long Offset, long Timestamp, int LeaderEpoch);
