using MiniKafka.Model;

namespace MiniKafka.Client;

/// <summary>Where a produced message landed.</summary>
/// <typeparam name="TKey">The type of keys.</typeparam>
/// <typeparam name="TValue">The type of values.</typeparam>
public class DeliveryResult<TKey, TValue>
{
    private readonly Message<TKey, TValue> _message;

    private protected DeliveryResult(string topic, Message<TKey, TValue> message)
    {
        Topic = topic;
        _message = message;
    }

    /// <summary>A message that was delivered, as a producer tells of it.</summary>
    /// <param name="partition">Where it landed.</param>
    /// <param name="offset">Its offset; -1 without acknowledgement.</param>
    /// <param name="timestampMs">The time the record carries, in milliseconds since 1970.</param>
    /// <param name="message">What was produced.</param>
    public DeliveryResult(TopicPartition partition, long offset, long timestampMs, Message<TKey, TValue> message)
        : this(partition.Topic, message) => Land(partition.Partition, offset, timestampMs);

    /// <summary>The topic.</summary>
    public string Topic { get; }

    /// <summary>The partition; -1 when the message was never given to one.</summary>
    public int Partition { get; private set; } = -1;

    /// <summary>The offset in the partition; -1 when it is not known: without acknowledgement, or after an error.</summary>
    public long Offset { get; private set; } = -1;

    /// <summary>Topic and partition together.</summary>
    public TopicPartition TopicPartition => new(Topic, Partition);

    /// <summary>The time the record carries: the message's, or the broker's where the topic says so.</summary>
    public DateTimeOffset? Timestamp => RecordTime.Show(TimestampMs);

    /// <summary>The same in milliseconds since 1970, negative before it; -1 when there is none.</summary>
    public long TimestampMs { get; private set; } = RecordTime.None;

    /// <summary>What was produced.</summary>
    public Message<TKey, TValue> Message => _message;

    /// <summary>The message's key.</summary>
    public TKey Key => _message.Key;

    /// <summary>The message's value.</summary>
    public TValue Value => _message.Value;

    private protected void Land(int partition, long offset, long timestampMs)
    {
        Partition = partition;
        Offset = offset;
        TimestampMs = timestampMs;
    }
}
