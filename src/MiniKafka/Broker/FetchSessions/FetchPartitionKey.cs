using MiniKafka.Model;

namespace MiniKafka.Broker.FetchSessions;

/// <summary>By what a fetch knows a partition: two names of one topic id are one partition; without ids the name decides.</summary>
internal readonly record struct FetchPartitionKey(Uuid TopicId, string? Topic, int Partition)
{
    public static FetchPartitionKey Of(TopicIdPartition partition) => partition.TopicId != Uuid.Zero
        ? new FetchPartitionKey(partition.TopicId, null, partition.Partition)
        : new FetchPartitionKey(Uuid.Zero, partition.Topic, partition.Partition);
}
