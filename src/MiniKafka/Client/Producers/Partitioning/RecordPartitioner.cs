using MiniKafka.Model;
using MiniKafka.Records;

namespace MiniKafka.Client.Producers.Partitioning;

/// <summary>A partitioner of the application's own.</summary>
internal delegate int CustomPartitioner(string topic, ReadOnlySpan<byte> key, bool hasKey, int partitionCount);

/// <summary>Where records go that name no partition, but for those that go to the sticky one.</summary>
/// <param name="custom">The application's own way, which goes before all others.</param>
/// <param name="isRoundRobin">Each partition in turn, whatever the key.</param>
/// <param name="ignoresKeys">Records with a key are spread as if they had none.</param>
internal sealed class RecordPartitioner(CustomPartitioner? custom, bool isRoundRobin, bool ignoresKeys)
{
    /// <summary>The record goes wherever the topic's sticky partition is.</summary>
    public const int Sticky = -1;

    /// <summary>Choosing runs the application's code, which must not happen on a loop.</summary>
    public bool RunsUserCode => custom is not null;

    /// <summary>The partition, or <see cref="Sticky"/>.</summary>
    public int Choose(ProducerTopic topic, NullableBytes key, int partitionCount)
    {
        if (custom is not null)
        {
            var chosen = custom(topic.Name, key.Span, !key.IsNull, partitionCount);
            return (uint)chosen < (uint)partitionCount
                ? chosen
                : throw new KafkaException(ErrorCode.InvalidPartitions, $"The partitioner chose partition {chosen} of '{topic.Name}', which has {partitionCount}.");
        }

        if (isRoundRobin)
        {
            return topic.NextInTurn(partitionCount);
        }

        return key.IsNull || ignoresKeys ? Sticky : Murmur2.Partition(key.Span, partitionCount);
    }
}
