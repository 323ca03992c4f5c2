using MiniKafka.Client.Cluster;
using MiniKafka.Client.Producers;
using MiniKafka.Client.Producers.Accumulation;
using MiniKafka.Client.Serialization;
using MiniKafka.Model;
using MiniKafka.Records;

namespace MiniKafka.Client;

/// <summary>
/// Writes messages to topics. Safe to be used by many threads at once; messages that one thread produces to one partition
/// keep their order, retries included. Serializers and partitioners run on the calling thread. Disposing delivers what was
/// produced first.
/// </summary>
/// <typeparam name="TKey">The type of keys.</typeparam>
/// <typeparam name="TValue">The type of values.</typeparam>
public sealed class Producer<TKey, TValue> : IProducer<TKey, TValue>
{
    private readonly PartSerializer<TKey> _keys;
    private readonly PartSerializer<TValue> _values;
    private readonly IProducerInterceptor<TKey, TValue>[] _interceptors;
    private readonly ProducerCore _core;
    private int _disposed;

    /// <summary>A producer for any Kafka cluster over TCP, with threads of its own.</summary>
    /// <param name="config">The configuration; <c>bootstrap.servers</c> is needed.</param>
    /// <param name="keySerializer">Writes keys; without it the one for the type from <see cref="Serdes"/>.</param>
    /// <param name="valueSerializer">Writes values; without it the one for the type from <see cref="Serdes"/>.</param>
    /// <param name="interceptors">See what is sent, one after the other.</param>
    /// <exception cref="KafkaException">The configuration contradicts itself, or names no broker.</exception>
    /// <exception cref="InvalidOperationException">There is no serializer for a type.</exception>
    public Producer(
        ProducerConfig config,
        ISerializer<TKey>? keySerializer = null,
        ISerializer<TValue>? valueSerializer = null,
        IEnumerable<IProducerInterceptor<TKey, TValue>>? interceptors = null)
        : this(config, EnvironmentOf(config), keySerializer, valueSerializer, interceptors)
    {
    }

    internal Producer(
        ProducerConfig config,
        ClientEnvironment environment,
        ISerializer<TKey>? keySerializer,
        ISerializer<TValue>? valueSerializer,
        IEnumerable<IProducerInterceptor<TKey, TValue>>? interceptors = null)
    {
        _interceptors = [.. interceptors ?? []];
        _keys = new PartSerializer<TKey>(keySerializer ?? Serdes.Default<TKey>(), RecordPart.Key);
        _values = new PartSerializer<TValue>(valueSerializer ?? Serdes.Default<TValue>(), RecordPart.Value);
        var settings = config.ToSettings();
        var options = config.ToClusterOptions(allowAutoTopicCreation: true) with { MetadataMaxIdle = settings.MetadataMaxIdle };
        var cluster = new ClusterClient(environment, options, "producer", "producer");
        _core = new ProducerCore(cluster, settings, HandlerFailed);
    }

    /// <inheritdoc/>
    public event Action<Exception>? HandlerError;

    /// <inheritdoc/>
    public Task<DeliveryResult<TKey, TValue>> ProduceAsync(string topic, Message<TKey, TValue> message, CancellationToken cancellationToken = default) =>
        ProduceAwaited(topic, null, message, cancellationToken);

    /// <inheritdoc/>
    public Task<DeliveryResult<TKey, TValue>> ProduceAsync(TopicPartition partition, Message<TKey, TValue> message, CancellationToken cancellationToken = default) =>
        ProduceAwaited(partition.Topic, Checked(partition), message, cancellationToken);

    /// <inheritdoc/>
    public Task<DeliveryResult<TKey, TValue>> ProduceAsync(string topic, TKey key, TValue value, CancellationToken cancellationToken = default) =>
        ProduceAwaited(topic, null, new Message<TKey, TValue> { Key = key, Value = value }, cancellationToken);

    /// <inheritdoc/>
    public Task<DeliveryResult<TKey, TValue>> ProduceAsync(TopicPartition partition, TKey key, TValue value, CancellationToken cancellationToken = default) =>
        ProduceAwaited(partition.Topic, Checked(partition), new Message<TKey, TValue> { Key = key, Value = value }, cancellationToken);

    /// <inheritdoc/>
    public Task<DeliveryResult<TKey, TValue>[]> ProduceAllAsync(
        string topic, IEnumerable<Message<TKey, TValue>> messages, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return Task.WhenAll(messages.ToList().ConvertAll(Begin));

        Task<DeliveryResult<TKey, TValue>> Begin(Message<TKey, TValue> message)
        {
            try
            {
                return ProduceAwaited(topic, null, message, cancellationToken);
            }
            catch (KafkaException failure)
            {
                return Task.FromException<DeliveryResult<TKey, TValue>>(failure);
            }
        }
    }

    /// <inheritdoc/>
    public void Produce(string topic, Message<TKey, TValue> message, Action<DeliveryReport<TKey, TValue>>? deliveryHandler = null) =>
        ProduceReported(topic, null, message, deliveryHandler);

    /// <inheritdoc/>
    public void Produce(TopicPartition partition, Message<TKey, TValue> message, Action<DeliveryReport<TKey, TValue>>? deliveryHandler = null) =>
        ProduceReported(partition.Topic, Checked(partition), message, deliveryHandler);

    /// <inheritdoc/>
    public void Produce(string topic, TKey key, TValue value, Action<DeliveryReport<TKey, TValue>>? deliveryHandler = null) =>
        ProduceReported(topic, null, new Message<TKey, TValue> { Key = key, Value = value }, deliveryHandler);

    /// <inheritdoc/>
    public Task FlushAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        return cancellationToken.IsCancellationRequested ? Task.FromCanceled(cancellationToken) : _core.FlushAsync().WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Delivers what was produced, as <see cref="FlushAsync"/> does, but for no longer than <c>close.timeout.ms</c>, and closes the connections.
    /// What could not be delivered until then has failed.
    /// </summary>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _disposed, 1) != 0 ? ValueTask.CompletedTask : new ValueTask(_core.CloseAsync());

    private static ClientEnvironment EnvironmentOf(ProducerConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return ClientEnvironment.Tcp(config.BootstrapServers, config.ConnectionsMaxIdle);
    }

    private static int Checked(TopicPartition partition)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(partition.Partition, nameof(partition));
        return partition.Partition;
    }

    private Task<DeliveryResult<TKey, TValue>> ProduceAwaited(string topic, int? partition, Message<TKey, TValue> message, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        ArgumentNullException.ThrowIfNull(message);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<DeliveryResult<TKey, TValue>>(cancellationToken);
        }

        message = Intercept(topic, message);
        var delivery = new AwaitedDelivery<TKey, TValue>(_core.Host, message);
        var waiting = Enqueue(topic, partition, message, delivery);
        if (waiting is not null)
        {
            FailWith(waiting, delivery);
        }

        return cancellationToken.CanBeCanceled ? delivery.Task.WaitAsync(cancellationToken) : delivery.Task;
    }

    /// <summary>
    /// A record that finds no place in a batch has failed. One that does is told of by its delivery alone: awaiting both would
    /// take a thread of the pool, which the user may have blocked, between them.
    /// </summary>
    private static void FailWith(Task waiting, AwaitedDelivery<TKey, TValue> delivery) => _ = waiting.ContinueWith(
        static (failed, state) =>
        {
            var exception = failed.Exception?.InnerException ?? new TaskCanceledException(failed);
            ((AwaitedDelivery<TKey, TValue>)state!).TrySetException(
                exception is not KafkaException && ClientErrors.IsKnown(exception) ? ClientErrors.Translate(exception, "Producing") : exception);
        },
        delivery,
        CancellationToken.None,
        TaskContinuationOptions.NotOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);

    private void ProduceReported(string topic, int? partition, Message<TKey, TValue> message, Action<DeliveryReport<TKey, TValue>>? handler)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        ArgumentNullException.ThrowIfNull(message);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        message = Intercept(topic, message);
        var delivery = handler is null ? null : new DeliveryReport<TKey, TValue>(topic, message, handler);
        if (Enqueue(topic, partition, message, delivery) is { } waiting)
        {
            try
            {
                waiting.GetAwaiter().GetResult();
            }
            catch (Exception exception) when (exception is not KafkaException && ClientErrors.IsKnown(exception))
            {
                throw ClientErrors.Translate(exception, "Producing");
            }
        }
    }

    private Message<TKey, TValue> Intercept(string topic, Message<TKey, TValue> message)
    {
        foreach (var interceptor in _interceptors)
        {
            message = interceptor.OnSend(topic, message);
        }

        return message;
    }

    private Task? Enqueue(string topic, int? partition, Message<TKey, TValue> message, IDelivery? delivery)
    {
        var told = _interceptors.Length == 0 ? delivery : new InterceptedDelivery<TKey, TValue>(_interceptors, message, delivery);
        var headers = message.Headers is { } given ? given.Records : default;
        return Traces.AreWanted
            ? EnqueueTraced(topic, partition, message, new TracedDelivery(_core.Cluster, topic, headers, message.Value is null, told))
            : Enqueue(topic, partition, message, headers, told);
    }

    private Task? EnqueueTraced(string topic, int? partition, Message<TKey, TValue> message, TracedDelivery delivery)
    {
        try
        {
            var waiting = Enqueue(topic, partition, message, delivery.Headers, delivery);
            if (waiting is not null)
            {
                delivery.FailWith(waiting);
            }

            return waiting;
        }
        catch (Exception exception)
        {
            delivery.Fail(exception);
            throw;
        }
        finally
        {
            delivery.Leave();
        }
    }

    private Task? Enqueue(string topic, int? partition, Message<TKey, TValue> message, ReadOnlySpan<RecordHeader> headers, IDelivery? delivery)
    {
        var buffer = SerializationBuffer.Take();
        try
        {
            return _core.Enqueue(topic, partition, new RecordToSend
            {
                Key = _keys.Serialize(message.Key, buffer, topic),
                Value = _values.Serialize(message.Value, buffer, topic),
                Headers = headers,
                Timestamp = message.TimestampMs != RecordTime.None ? message.TimestampMs : _core.NowMs,
                Delivery = delivery,
            });
        }
        finally
        {
            buffer.Return();
        }
    }

    private void HandlerFailed(Exception exception) => HandlerError?.Invoke(exception);
}
