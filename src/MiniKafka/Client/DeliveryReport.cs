using MiniKafka.Client.Producers.Accumulation;
using MiniKafka.Model;

namespace MiniKafka.Client;

/// <summary>What became of a message that was produced with a handler: where it landed, or why it did not.</summary>
/// <typeparam name="TKey">The type of keys.</typeparam>
/// <typeparam name="TValue">The type of values.</typeparam>
public sealed class DeliveryReport<TKey, TValue> : DeliveryResult<TKey, TValue>, IDelivery
{
    private readonly Action<DeliveryReport<TKey, TValue>>? _handler;

    /// <summary>A message that was delivered, or was not, as a producer tells a handler of it.</summary>
    /// <param name="partition">Where it landed, or should have landed.</param>
    /// <param name="offset">Its offset; -1 when it is not known.</param>
    /// <param name="timestampMs">The time the record carries, in milliseconds since 1970.</param>
    /// <param name="message">What was produced.</param>
    /// <param name="error">Why it was not delivered; null when it was.</param>
    public DeliveryReport(TopicPartition partition, long offset, long timestampMs, Message<TKey, TValue> message, KafkaException? error = null)
        : base(partition, offset, timestampMs, message) => Error = error;

    internal DeliveryReport(string topic, Message<TKey, TValue> message, Action<DeliveryReport<TKey, TValue>> handler)
        : base(topic, message) => _handler = handler;

    /// <summary>Null when the message was delivered.</summary>
    public KafkaException? Error { get; private set; }

    bool IDelivery.RunsUserCode => true;

    void IDelivery.Complete(TopicPartition partition, long offset, long timestampMs, KafkaException? error)
    {
        Land(partition.Partition, offset, timestampMs);
        Error = error;
        _handler?.Invoke(this);
    }
}
