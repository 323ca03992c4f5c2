namespace MiniKafka.Model;

/// <summary>What a broker has of a partition.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="IsLeader">Whether the broker takes itself for the leader.</param>
/// <param name="Directory">Where the log lies; in memory a name like one.</param>
/// <param name="LogStartOffset">The oldest offset that is kept.</param>
/// <param name="HighWatermark">Up to where the broker knows the records to be on all replicas in sync.</param>
/// <param name="LogEndOffset">Behind the newest record.</param>
/// <param name="SizeInBytes">The bytes of its segments.</param>
public sealed record ReplicaLog(
    TopicPartition Partition, bool IsLeader, string Directory, long LogStartOffset, long HighWatermark, long LogEndOffset, long SizeInBytes);

/// <summary>A segment of a partition's log.</summary>
/// <param name="BaseOffset">Where it begins, which is also its file's name.</param>
/// <param name="NextOffset">Where the next one begins, or the next record goes.</param>
/// <param name="SizeInBytes">The bytes of its records.</param>
/// <param name="IndexBytes">The bytes of its indexes.</param>
/// <param name="NewestTimestamp">The largest timestamp of its records; null where none has one.</param>
/// <param name="IsActive">Whether it is the one that is written to.</param>
public sealed record ReplicaSegment(long BaseOffset, long NextOffset, long SizeInBytes, long IndexBytes, DateTimeOffset? NewestTimestamp, bool IsActive);
