using System.Globalization;
using System.Text;
using MiniKafka.Client;
using MiniKafka.Model;

namespace Outbox;

/// <summary>
/// The partition of another cluster that messages go to. Each carries where it comes from in its headers, so that the partition itself tells what has
/// arrived, whatever became of the answer to whoever sent it. Within one life of the program the producer's sequence numbers keep a repeated request
/// from being stored twice.
/// </summary>
/// <param name="bootstrapServers">Where the other cluster is.</param>
/// <param name="partition">The partition there.</param>
/// <param name="source">Names the queue here, unlike any other that writes into the same partition.</param>
internal sealed class RemotePartition(string bootstrapServers, TopicPartition partition, string source) : IAsyncDisposable
{
    private const string SourceHeader = "outbox-source";
    private const string OffsetHeader = "outbox-offset";
    private const long FirstLookBack = 1000;
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(30);

    private readonly byte[] _source = Encoding.UTF8.GetBytes(source);

    // It never gives a message up: who did would not know whether it arrives later.
    private readonly Producer<byte[]?, byte[]?> _producer = new(new ProducerConfig { BootstrapServers = bootstrapServers, DeliveryTimeoutMs = int.MaxValue, MaxBlockMs = int.MaxValue });

    /// <summary>Completes when all in-sync replicas have the message.</summary>
    /// <returns>Its offset there.</returns>
    public async Task<long> SendAsync(ConsumeResult<byte[]?, byte[]?> record)
    {
        var headers = new Headers();
        foreach (var header in record.Message.Headers ?? [])
        {
            headers.Add(header);
        }

        headers.Add(SourceHeader, _source);
        headers.Add(OffsetHeader, Encoding.ASCII.GetBytes(record.Offset.ToString(CultureInfo.InvariantCulture)));
        var message = new Message<byte[]?, byte[]?> { Key = record.Message.Key, Value = record.Message.Value, TimestampMs = record.Message.TimestampMs, Headers = headers };
        return (await _producer.ProduceAsync(partition, message)).Offset;
    }

    /// <summary>
    /// Which messages of this source have arrived, and where they stand, from an offset on of which all before are known to have: looks back from the partition's end until
    /// one of those comes, further each time.
    /// </summary>
    public async Task<IReadOnlyDictionary<long, long>> ArrivedAsync(long from)
    {
        await using var consumer = new Consumer<byte[]?, byte[]?>(new ConsumerConfig { BootstrapServers = bootstrapServers, EnablePartitionEof = true });
        var (low, high) = await consumer.QueryWatermarkOffsetsAsync(partition);
        var arrived = new SortedDictionary<long, long>();
        for (var (end, lookBack) = (high, FirstLookBack); end > low; lookBack *= 10)
        {
            var start = Math.Max(low, end - lookBack);
            foreach (var (offset, place) in Read(consumer, start, end))
            {
                arrived[offset] = place;
            }

            if (arrived.Count > 0 && arrived.Keys.First() < from)
            {
                break;
            }

            end = start;
        }

        return arrived;
    }

    public ValueTask DisposeAsync() => _producer.DisposeAsync();

    /// <summary>The source's offsets between two of the partition, and those.</summary>
    private IEnumerable<(long Offset, long Place)> Read(Consumer<byte[]?, byte[]?> consumer, long start, long end)
    {
        consumer.Assign([new TopicPartitionOffset(partition, start)]);
        while (true)
        {
            var record = consumer.Consume(ReadTimeout) ?? throw new KafkaException(ErrorCode.RequestTimedOut, $"{partition} was not read in {ReadTimeout}.");
            if (record.IsPartitionEof || record.Offset >= end)
            {
                yield break;
            }

            if (record.Message.Headers is { } headers
                && headers.TryGetLast(SourceHeader, out var from) && from.Value is { } name && name.Span.SequenceEqual(_source)
                && headers.TryGetLast(OffsetHeader, out var offset) && offset.Value is { } digits)
            {
                yield return (long.Parse(digits.Span, CultureInfo.InvariantCulture), record.Offset);
            }
        }
    }
}
