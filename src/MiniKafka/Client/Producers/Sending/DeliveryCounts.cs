using MiniKafka.Client.Metrics;
using MiniKafka.Client.Producers.Accumulation;
using MiniKafka.Model;

namespace MiniKafka.Client.Producers.Sending;

/// <summary>What became of what a producer was given, topic by topic, since it was made. Owned by its loop.</summary>
internal sealed class DeliveryCounts
{
    private readonly SortedDictionary<string, TopicDeliveries> _topics = new(StringComparer.Ordinal);

    /// <summary>A batch has its result.</summary>
    /// <param name="batch">Which; its bytes are still there.</param>
    /// <param name="error">The result.</param>
    public void Count(ProducerBatch batch, KafkaException? error)
    {
        var topic = Of(batch.Partition.Topic);
        if (error is not null)
        {
            topic.Failed[error.Code] = topic.Failed.GetValueOrDefault(error.Code) + batch.RecordCount;
            return;
        }

        topic.Batches++;
        topic.Records += batch.RecordCount;
        topic.Bytes += batch.SizeInBytes;
    }

    /// <summary>A batch is sent again.</summary>
    public void CountRetry(ProducerBatch batch) => Of(batch.Partition.Topic).Retries++;

    public IEnumerable<TopicDeliveriesReading> Read() =>
        _topics.Values.Select(topic => new TopicDeliveriesReading(topic.Topic, topic.Records, topic.Bytes, topic.Batches, topic.Retries, [.. topic.Failed]));

    private TopicDeliveries Of(string topic)
    {
        if (!_topics.TryGetValue(topic, out var deliveries))
        {
            _topics.Add(topic, deliveries = new TopicDeliveries(topic));
        }

        return deliveries;
    }
}

/// <summary>What became of what was produced to a topic.</summary>
internal sealed class TopicDeliveries(string topic)
{
    public string Topic => topic;

    public long Records { get; set; }

    public long Bytes { get; set; }

    public long Batches { get; set; }

    public long Retries { get; set; }

    /// <summary>Records that were given up, and why.</summary>
    public SortedDictionary<ErrorCode, long> Failed { get; } = [];
}
