using MiniKafka.Model;

namespace MiniKafka.Client;

/// <summary>What <see cref="Producer{TKey, TValue}"/> does, for those who put something else in its place.</summary>
/// <typeparam name="TKey">The type of keys.</typeparam>
/// <typeparam name="TValue">The type of values.</typeparam>
public interface IProducer<TKey, TValue> : IAsyncDisposable
{
    /// <summary>Raised when a delivery handler throws, on the thread that ran it. Later handlers run all the same.</summary>
    event Action<Exception>? HandlerError;

    /// <summary>Produces a message; the partitioner chooses where. The task ends when the message is delivered.</summary>
    /// <exception cref="KafkaException">It was not delivered, is too large, or could not be serialized.</exception>
    Task<DeliveryResult<TKey, TValue>> ProduceAsync(string topic, Message<TKey, TValue> message, CancellationToken cancellationToken = default);

    /// <summary>Produces a message to a partition. The task ends when the message is delivered.</summary>
    /// <exception cref="KafkaException">It was not delivered, is too large, or could not be serialized.</exception>
    Task<DeliveryResult<TKey, TValue>> ProduceAsync(TopicPartition partition, Message<TKey, TValue> message, CancellationToken cancellationToken = default);

    /// <summary>Produces a key and a value, without headers and with the time of the call; the partitioner chooses where.</summary>
    /// <exception cref="KafkaException">It was not delivered, is too large, or could not be serialized.</exception>
    Task<DeliveryResult<TKey, TValue>> ProduceAsync(string topic, TKey key, TValue value, CancellationToken cancellationToken = default);

    /// <summary>Produces a key and a value to a partition, without headers and with the time of the call.</summary>
    /// <exception cref="KafkaException">It was not delivered, is too large, or could not be serialized.</exception>
    Task<DeliveryResult<TKey, TValue>> ProduceAsync(TopicPartition partition, TKey key, TValue value, CancellationToken cancellationToken = default);

    /// <summary>
    /// Produces messages in their order; the partitioner chooses where. The task ends when each of them is delivered or has failed, with what became
    /// of them in the same order. One that fails keeps none of the others from being delivered.
    /// </summary>
    /// <exception cref="KafkaException">A message was not delivered, is too large, or could not be serialized: the first of those that failed.</exception>
    Task<DeliveryResult<TKey, TValue>[]> ProduceAllAsync(string topic, IEnumerable<Message<TKey, TValue>> messages, CancellationToken cancellationToken = default);

    /// <summary>
    /// Produces a message and goes on. While the topic is not known yet, or the buffer is full, the call waits for at most
    /// <c>max.block.ms</c>.
    /// </summary>
    /// <param name="topic">The topic; the partitioner chooses the partition.</param>
    /// <param name="message">The message.</param>
    /// <param name="deliveryHandler">Told what became of it, never on the calling thread; handlers run one at a time, and those of one partition in order.</param>
    /// <exception cref="KafkaException">The message is too large or could not be serialized, or there is no such topic or no memory in time.</exception>
    void Produce(string topic, Message<TKey, TValue> message, Action<DeliveryReport<TKey, TValue>>? deliveryHandler = null);

    /// <summary>Produces a message to a partition and goes on, as <see cref="Produce(string, Message{TKey, TValue}, Action{DeliveryReport{TKey, TValue}}?)"/> does.</summary>
    void Produce(TopicPartition partition, Message<TKey, TValue> message, Action<DeliveryReport<TKey, TValue>>? deliveryHandler = null);

    /// <summary>Produces a key and a value and goes on, as <see cref="Produce(string, Message{TKey, TValue}, Action{DeliveryReport{TKey, TValue}}?)"/> does.</summary>
    void Produce(string topic, TKey key, TValue value, Action<DeliveryReport<TKey, TValue>>? deliveryHandler = null);

    /// <summary>
    /// Sends everything without lingering and ends when all that was produced before is delivered or has failed and its
    /// handlers have returned. Within a handler it does not wait for handlers.
    /// </summary>
    Task FlushAsync(CancellationToken cancellationToken = default);
}
