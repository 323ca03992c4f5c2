using MiniKafka.Model;

namespace MiniKafka.Client;

/// <summary>A consumed record and where it stands.</summary>
/// <typeparam name="TKey">The type of keys.</typeparam>
/// <typeparam name="TValue">The type of values.</typeparam>
public sealed class ConsumeResult<TKey, TValue>
{
    /// <summary>A record as a consumer gives it.</summary>
    /// <param name="topicPartition">The partition it stands in.</param>
    /// <param name="offset">Its offset.</param>
    /// <param name="message">The record.</param>
    /// <param name="leaderEpoch">The epoch of the leader that wrote it; -1 when unknown.</param>
    public ConsumeResult(TopicPartition topicPartition, long offset, Message<TKey, TValue> message, int leaderEpoch = -1)
    {
        TopicPartition = topicPartition;
        Offset = offset;
        LeaderEpoch = leaderEpoch;
        Message = message;
    }

    /// <summary>
    /// True for the end of a partition, which <see cref="ConsumerConfig.EnablePartitionEof"/> asks for. It is no record: all before the offset was
    /// read, and the message is an empty one.
    /// </summary>
    public bool IsPartitionEof { get; init; }

    /// <summary>The partition the record stands in.</summary>
    public TopicPartition TopicPartition { get; }

    /// <summary>The record's offset.</summary>
    public long Offset { get; }

    /// <summary>The epoch of the leader that wrote the record; -1 when unknown.</summary>
    public int LeaderEpoch { get; }

    /// <summary>The record.</summary>
    public Message<TKey, TValue> Message { get; }

    /// <summary>The topic's name.</summary>
    public string Topic => TopicPartition.Topic;

    /// <summary>The partition's index.</summary>
    public int Partition => TopicPartition.Partition;

    /// <summary>The record's key.</summary>
    public TKey Key => Message.Key;

    /// <summary>The record's value.</summary>
    public TValue Value => Message.Value;

    /// <summary>Partition and offset of the record.</summary>
    public TopicPartitionOffset TopicPartitionOffset => new(TopicPartition, Offset) { LeaderEpoch = LeaderEpoch };

    /// <summary>The offset to commit once the record is done with: the one behind it.</summary>
    internal TopicPartitionOffset Next => new(TopicPartition, IsPartitionEof ? Offset : Offset + 1) { LeaderEpoch = LeaderEpoch };
}
