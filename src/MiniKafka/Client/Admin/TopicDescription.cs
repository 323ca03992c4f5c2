using MiniKafka.Model;

namespace MiniKafka.Client.Admin;

/// <summary>A topic as the brokers know it.</summary>
/// <param name="Name">The topic's name.</param>
/// <param name="TopicId">The topic's id.</param>
/// <param name="IsInternal">Whether it belongs to Kafka itself.</param>
/// <param name="Partitions">Its partitions, in order.</param>
public sealed record TopicDescription(string Name, Uuid TopicId, bool IsInternal, IReadOnlyList<PartitionDescription> Partitions);

/// <summary>A partition as the brokers know it.</summary>
/// <param name="Partition">The partition's index.</param>
/// <param name="Leader">The leader's node id; -1 while there is none.</param>
/// <param name="LeaderEpoch">The epoch of the leader; -1 when unknown.</param>
/// <param name="Replicas">The node ids of the replicas, the preferred leader first.</param>
/// <param name="Isr">The node ids of the replicas in sync.</param>
public sealed record PartitionDescription(int Partition, int Leader, int LeaderEpoch, IReadOnlyList<int> Replicas, IReadOnlyList<int> Isr);
