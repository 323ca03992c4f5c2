using System.Runtime.CompilerServices;
using MiniKafka.Client.Cluster;
using MiniKafka.Client.Consumers;
using MiniKafka.Client.Serialization;
using MiniKafka.Model;
using MiniKafka.Records;
using MiniKafka.Runtime;

namespace MiniKafka.Client;

/// <summary>
/// Reads records, of partitions it is told or together with a group. Keys and values are read on the thread that
/// consumes, and handlers of rebalances run inside the calls that consume. To be used by one thread at a time.
/// </summary>
/// <typeparam name="TKey">The type of keys.</typeparam>
/// <typeparam name="TValue">The type of values.</typeparam>
public sealed partial class Consumer<TKey, TValue> : IConsumer<TKey, TValue>
{
    private readonly ConsumerCore _core;
    private readonly IDeserializer<TKey> _keys;
    private readonly IDeserializer<TValue> _values;
    private readonly IConsumerInterceptor<TKey, TValue>[] _interceptors;

    /// <summary>A consumer of any Kafka cluster, over TCP.</summary>
    /// <param name="config">The configuration; <c>bootstrap.servers</c> is needed.</param>
    /// <param name="keyDeserializer">Reads keys; needed for types other than those of <see cref="Serdes"/>.</param>
    /// <param name="valueDeserializer">Reads values; needed for types other than those of <see cref="Serdes"/>.</param>
    /// <param name="interceptors">See what is consumed, one after the other.</param>
    /// <exception cref="KafkaException">The configuration contradicts itself or names no broker.</exception>
    public Consumer(
        ConsumerConfig config,
        IDeserializer<TKey>? keyDeserializer = null,
        IDeserializer<TValue>? valueDeserializer = null,
        IEnumerable<IConsumerInterceptor<TKey, TValue>>? interceptors = null)
        : this(config, environment: null, keyDeserializer, valueDeserializer, interceptors)
    {
    }

    internal Consumer(
        ConsumerConfig config,
        ClientEnvironment? environment,
        IDeserializer<TKey>? keyDeserializer,
        IDeserializer<TValue>? valueDeserializer,
        IEnumerable<IConsumerInterceptor<TKey, TValue>>? interceptors = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        _interceptors = [.. interceptors ?? []];
        _keys = keyDeserializer ?? Serdes.Default<TKey>();
        _values = valueDeserializer ?? Serdes.Default<TValue>();
        var settings = config.ToSettings();
        environment ??= ClientEnvironment.Tcp(config.BootstrapServers, config.ConnectionsMaxIdle);
        _core = new ConsumerCore(settings, environment, _interceptors.Length > 0 ? Committed : null);
    }

    /// <inheritdoc/>
    public ConsumeResult<TKey, TValue>? Consume(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var clock = _core.Cluster.Loop.Clock;
        var started = 0L;
        var left = timeout;
        while (true)
        {
            if (TryConsume(out var result))
            {
                return result;
            }

            if (started == 0)
            {
                started = clock.GetTimestamp();
            }
            else
            {
                left = timeout < TimeSpan.Zero ? timeout : timeout - clock.GetElapsedTime(started);
            }

            if ((left <= TimeSpan.Zero && timeout >= TimeSpan.Zero) || !_core.Wait(left, cancellationToken))
            {
                return null;
            }
        }
    }

    /// <inheritdoc/>
    public ConsumeResult<TKey, TValue> Consume(CancellationToken cancellationToken = default)
    {
        ConsumeResult<TKey, TValue>? result;
        while (!TryConsume(out result))
        {
            _core.Wait(Timeout.InfiniteTimeSpan, cancellationToken);
        }

        return result!;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ConsumeResult<TKey, TValue>> ConsumeAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryConsume(out var result))
            {
                yield return result!;
            }
            else
            {
                await _core.WaitAsync(cancellationToken).OffCaller();
            }
        }
    }

    /// <summary>Leaves the group, if it is in one, and lets everything go.</summary>
    public ValueTask DisposeAsync() => _core.DisposeAsync();

    private bool TryConsume(out ConsumeResult<TKey, TValue>? result)
    {
        if (_failure is { } failure)
        {
            _failure = null;
            failure.Throw();
        }

        if (_core.TryNext(out var reader))
        {
            result = ResultOf(reader);
            return true;
        }

        result = _core.TakeEnded() is { } ended
            ? new ConsumeResult<TKey, TValue>(ended.TopicPartition, ended.Position, new Message<TKey, TValue>()) { IsPartitionEof = true }
            : null;
        return result is not null;
    }

    /// <summary>The record that the core has just moved to.</summary>
    private ConsumeResult<TKey, TValue> ResultOf(RecordReader reader) => Traces.AreWanted ? TracedResultOf(reader) : UntracedResultOf(reader);

    private ConsumeResult<TKey, TValue> UntracedResultOf(RecordReader reader)
    {
        ref readonly var record = ref reader.Current;
        var cursor = _core.Current;
        var partition = cursor.Partition.TopicPartition;
        var message = new Message<TKey, TValue>
        {
            Key = Read(_keys, record.Key, RecordPart.Key, cursor),
            Value = Read(_values, record.Value, RecordPart.Value, cursor),
            TimestampMs = cursor.Timestamp,
            Headers = record.HeaderCount > 0 ? ReadHeaders(record) : null,
        };
        var result = new ConsumeResult<TKey, TValue>(partition, cursor.CurrentOffset, message, cursor.LeaderEpoch);
        foreach (var interceptor in _interceptors)
        {
            result = interceptor.OnConsume(result);
        }

        return result;
    }

    private void Committed(IReadOnlyList<TopicPartitionOffset> offsets)
    {
        foreach (var interceptor in _interceptors)
        {
            interceptor.OnCommit(offsets);
        }
    }

    private static T Read<T>(IDeserializer<T> deserializer, NullableBytes bytes, RecordPart part, RecordCursor cursor)
    {
        var partition = cursor.Partition.TopicPartition;
        try
        {
            return deserializer.Deserialize(bytes.Span, bytes.IsNull, new SerializationContext(partition.Topic, part));
        }
#pragma warning disable CA1031 // A deserializer may throw anything, and the application hears which record it was.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            throw new DeserializationException(
                new TopicPartitionOffset(partition, cursor.CurrentOffset) { LeaderEpoch = cursor.LeaderEpoch }, part, exception);
        }
    }

    private static Headers ReadHeaders(in Record record)
    {
        var headers = new Headers();
        foreach (var header in record.Headers)
        {
            headers.Add(System.Text.Encoding.UTF8.GetString(header.Name), header.Value.ToArray());
        }

        return headers;
    }
}
