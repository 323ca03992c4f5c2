using MiniKafka.Client.Cluster;
using MiniKafka.Client.Consumers;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Client;

/// <content>Offsets of partitions, and deleting records.</content>
public sealed partial class AdminClient
{
    /// <summary>The ends of partitions.</summary>
    /// <exception cref="KafkaException">A partition does not exist, or its leader did not answer in time.</exception>
    public async Task<IReadOnlyDictionary<TopicPartition, WatermarkOffsets>> ListOffsetsAsync(
        IEnumerable<TopicPartition> partitions, IsolationLevel isolationLevel = IsolationLevel.ReadUncommitted)
    {
        var asked = PartitionArguments.Check(partitions);
        var lookup = new OffsetLookup(_cluster, isolationLevel);
        var low = await RunAsync(() => lookup.FindAsync(asked.Select(partition => KeyValuePair.Create(partition, OffsetLookup.Earliest)), _timeout));
        var high = await RunAsync(() => lookup.FindAsync(asked.Select(partition => KeyValuePair.Create(partition, OffsetLookup.Latest)), _timeout));
        return new SortedDictionary<TopicPartition, WatermarkOffsets>(
            low.ToDictionary(pair => pair.Key, pair => new WatermarkOffsets(pair.Value.Offset, high[pair.Key].Offset)));
    }

    /// <summary>
    /// Deletes the records of a partition before an offset; <see cref="Offset.End"/> deletes all. Returns the offset that is
    /// now the oldest.
    /// </summary>
    /// <exception cref="KafkaException">The partition does not exist, or the offset is beyond its end.</exception>
    public async Task<long> DeleteRecordsAsync(TopicPartitionOffset before)
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
        var answer = await CallLeaderAsync(
            before.TopicPartition,
            request,
            $"Deleting records of {before.TopicPartition} before offset {before.Offset}",
            answer => (answer.Topics[0].Partitions[0].ErrorCode, null));
        return answer.Topics[0].Partitions[0].LowWatermark;
    }
}
