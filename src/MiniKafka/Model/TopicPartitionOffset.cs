namespace MiniKafka.Model;

/// <summary>A place in a partition. Ordered by topic, partition, offset.</summary>
/// <param name="TopicPartition">The partition.</param>
/// <param name="Offset">The offset, or one of the constants of <see cref="Model.Offset"/>.</param>
public readonly record struct TopicPartitionOffset(TopicPartition TopicPartition, long Offset) : IComparable<TopicPartitionOffset>
{
    /// <summary>A place by its topic, partition and offset.</summary>
    public TopicPartitionOffset(string topic, int partition, long offset)
        : this(new TopicPartition(topic, partition), offset)
    {
    }

    /// <summary>The epoch of the leader that wrote the record before the offset, to notice a log that was cut since; -1 when unknown.</summary>
    public int LeaderEpoch { get; init; } = -1;

    /// <summary>The topic's name.</summary>
    public string Topic => TopicPartition.Topic;

    /// <summary>The partition's index.</summary>
    public int Partition => TopicPartition.Partition;

    /// <inheritdoc/>
    public int CompareTo(TopicPartitionOffset other)
    {
        var byPartition = TopicPartition.CompareTo(other.TopicPartition);
        return byPartition != 0 ? byPartition : Offset.CompareTo(other.Offset);
    }

    /// <summary>For example <c>topic-0@42</c>.</summary>
    public override string ToString() => $"{TopicPartition}@{Offset}";

    /// <summary>Order by topic, partition, offset.</summary>
    public static bool operator <(TopicPartitionOffset left, TopicPartitionOffset right) => left.CompareTo(right) < 0;

    /// <summary>Order by topic, partition, offset.</summary>
    public static bool operator >(TopicPartitionOffset left, TopicPartitionOffset right) => left.CompareTo(right) > 0;

    /// <summary>Order by topic, partition, offset.</summary>
    public static bool operator <=(TopicPartitionOffset left, TopicPartitionOffset right) => left.CompareTo(right) <= 0;

    /// <summary>Order by topic, partition, offset.</summary>
    public static bool operator >=(TopicPartitionOffset left, TopicPartitionOffset right) => left.CompareTo(right) >= 0;
}
