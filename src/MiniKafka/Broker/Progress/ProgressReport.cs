namespace MiniKafka.Broker.Progress;

/// <summary>How far a topic and a group have come on one broker at one moment, for eyes outside its loop. Immutable.</summary>
/// <param name="Led">The partitions of the topic that this broker leads, by their number.</param>
/// <param name="Group">The group; null when this broker does not coordinate it, or not yet.</param>
/// <param name="GroupIds">All groups that this broker coordinates, for whoever looks for one that is not there.</param>
internal sealed record ProgressReport(IReadOnlyDictionary<int, PartitionProgress> Led, GroupProgress? Group, IReadOnlyList<string> GroupIds);

/// <summary>What the leader of a partition has.</summary>
/// <param name="LogStartOffset">The first offset that is there.</param>
/// <param name="HighWatermark">Up to where consumers read.</param>
/// <param name="LogEndOffset">Up to where records are written.</param>
internal readonly record struct PartitionProgress(long LogStartOffset, long HighWatermark, long LogEndOffset);

/// <summary>A group as its coordinator sees it.</summary>
/// <param name="State">Its state in Kafka's word; null when there is no such group.</param>
/// <param name="Members">How many are in it.</param>
/// <param name="Committed">The offset committed in each partition of the topic; those without one are not there.</param>
internal sealed record GroupProgress(string? State, int Members, IReadOnlyDictionary<int, long> Committed);
