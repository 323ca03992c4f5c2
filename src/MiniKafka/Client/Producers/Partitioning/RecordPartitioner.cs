using MiniKafka.Model;
using MiniKafka.Records;

namespace MiniKafka.Client.Producers.Partitioning;

/// <summary>Where records go that name no partition, but for those that go to the sticky one.</summary>
internal static class RecordPartitioner
{
    /// <summary>The record goes wherever the topic's sticky partition is.</summary>
    public const int Sticky = -1;

    /// <summary>The partition, or <see cref="Sticky"/>.</summary>
    public static int Choose(ProducerSettings settings, ProducerTopic topic, NullableBytes key, int partitionCount)
    {
        if (settings.CustomPartitioner is { } custom)
        {
            var chosen = custom.Choose(topic.Name, key.Span, !key.IsNull, partitionCount);
            return (uint)chosen < (uint)partitionCount
                ? chosen
                : throw new KafkaException(ErrorCode.InvalidPartitions, $"The partitioner chose partition {chosen} of '{topic.Name}', which has {partitionCount}.");
        }

        if (settings.Partitioner == PartitionerKind.RoundRobin)
        {
            return topic.NextInTurn(partitionCount);
        }

        return key.IsNull || settings.IgnoreKeys ? Sticky : Murmur2.Partition(key.Span, partitionCount);
    }
}
