using MiniKafka.Model;

namespace MiniKafka.Client.Admin;

/// <summary>A log directory of a broker.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Error">What is wrong with it.</param>
/// <param name="TotalBytes">The size of its volume; -1 when unknown.</param>
/// <param name="UsableBytes">What is free there; -1 when unknown.</param>
/// <param name="Replicas">The replicas in it.</param>
public sealed record LogDirDescription(
    string Path, ErrorCode Error, long TotalBytes, long UsableBytes, IReadOnlyList<ReplicaDescription> Replicas);

/// <summary>A replica in a log directory.</summary>
/// <param name="TopicPartition">The partition.</param>
/// <param name="SizeInBytes">The bytes of its segments.</param>
/// <param name="OffsetLag">How far it is behind.</param>
/// <param name="IsFuture">Whether it is being moved here and will take another's place.</param>
public sealed record ReplicaDescription(TopicPartition TopicPartition, long SizeInBytes, long OffsetLag, bool IsFuture);
