using MiniKafka.Client.Producers.Delivery;
using MiniKafka.Model;

namespace MiniKafka.Client;

/// <summary>What became of a message that was produced with a handler: where it landed, or why it did not.</summary>
/// <typeparam name="TKey">The type of keys.</typeparam>
/// <typeparam name="TValue">The type of values.</typeparam>
public sealed class DeliveryReport<TKey, TValue> : DeliveryResult<TKey, TValue>, IDelivery
{
    private readonly Action<DeliveryReport<TKey, TValue>> _handler;

    internal DeliveryReport(string topic, Message<TKey, TValue> message, Action<DeliveryReport<TKey, TValue>> handler)
        : base(topic, message) => _handler = handler;

    /// <summary>Null when the message was delivered.</summary>
    public KafkaException? Error { get; private set; }

    bool IDelivery.RunsUserCode => true;

    void IDelivery.Complete(TopicPartition partition, long offset, long timestampMs, KafkaException? error)
    {
        Land(partition.Partition, offset, timestampMs);
        Error = error;
        _handler(this);
    }
}
