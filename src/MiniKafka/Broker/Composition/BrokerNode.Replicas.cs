using MiniKafka.Model;
using MiniKafka.Replication;
using MiniKafka.Storage.Logs;
using MiniKafka.Storage.Segments;

namespace MiniKafka.Broker.Composition;

/// <content>What its replicas hold, for whoever looks from outside.</content>
internal sealed partial class BrokerNode
{
    /// <summary>The replicas of some topics, in order; of all where none are named.</summary>
    public Task<IReadOnlyList<ReplicaLog>> DescribeReplicasAsync(IReadOnlySet<string>? topics, CancellationToken cancellationToken) => _loop.InvokeAsync(
        () => Task.FromResult<IReadOnlyList<ReplicaLog>>(
            [.. Replicas.Partitions.Where(partition => topics?.Contains(partition.Log.Partition.Topic) ?? true).Select(Describe).OrderBy(replica => replica.Partition)]),
        cancellationToken);

    /// <summary>The segments of a replica, from the oldest on; none where there is no such replica.</summary>
    public Task<IReadOnlyList<ReplicaSegment>> DescribeSegmentsAsync(TopicPartition partition, CancellationToken cancellationToken) => _loop.InvokeAsync(
        () => Task.FromResult<IReadOnlyList<ReplicaSegment>>(Replicas.Find(partition) is { Log: var log } ? [.. log.Segments.All.Select((_, index) => Describe(log, index))] : []),
        cancellationToken);

    private static ReplicaLog Describe(Partition partition)
    {
        var log = partition.Log;
        return new ReplicaLog(log.Partition, partition.IsLeader, log.Directory, log.LogStartOffset, log.HighWatermark, log.LogEndOffset, log.Size);
    }

    private static ReplicaSegment Describe(PartitionLog log, int index)
    {
        var segment = log.Segments[index];
        return new ReplicaSegment(
            segment.BaseOffset,
            log.Segments.EndOf(index, log.LogEndOffset),
            segment.Size,
            segment.IndexSize,
            NewestIn(segment),
            segment == log.Segments.Active);
    }

    private static DateTimeOffset? NewestIn(LogSegment segment) =>
        segment.Size > 0 && segment.Largest.Timestamp is >= 0 and var newest ? DateTimeOffset.FromUnixTimeMilliseconds(newest) : null;
}
