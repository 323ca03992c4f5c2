using MiniKafka.Client.Cluster;
using MiniKafka.Client.Consumers;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Client;

/// <content>Offsets of partitions, and deleting records.</content>
public sealed partial class AdminClient
{
    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<TopicPartition, WatermarkOffsets>> ListOffsetsAsync(
        IEnumerable<TopicPartition> partitions, IsolationLevel isolationLevel = IsolationLevel.ReadUncommitted, CancellationToken cancellationToken = default)
    {
        var asked = PartitionArguments.Check(partitions);
        return _cluster.InvokeAsync(() => new OffsetLookup(_cluster, isolationLevel).FindEndsAsync(asked, _timeout, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<TopicPartition, long>> ListOffsetsAsync(
        IEnumerable<KeyValuePair<TopicPartition, DateTimeOffset>> times, IsolationLevel isolationLevel = IsolationLevel.ReadUncommitted, CancellationToken cancellationToken = default)
    {
        var asked = PartitionArguments.CheckTimes(times);
        return _cluster.InvokeAsync(() => new OffsetLookup(_cluster, isolationLevel).FindForTimesAsync(asked, _timeout, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<long> DeleteRecordsAsync(TopicPartitionOffset before, CancellationToken cancellationToken = default)
    {
        PartitionArguments.CheckPlace(before);
        var request = new DeleteRecordsRequest
        {
            TimeoutMs = TimeoutMs,
            Topics =
            [
                new DeleteRecordsRequest.DeleteRecordsTopic
                {
                    Name = before.Topic,
                    Partitions = [new DeleteRecordsRequest.DeleteRecordsPartition { PartitionIndex = before.Partition, Offset = before.Offset }],
                },
            ],
        };
        return CallLeaderAsync(
            before.TopicPartition,
            request,
            $"Deleting records of {before.TopicPartition} before offset {before.Offset}",
            answer => (answer.Topics[0].Partitions[0].ErrorCode, null),
            answer => answer.Topics[0].Partitions[0].LowWatermark,
            cancellationToken);
    }
}
