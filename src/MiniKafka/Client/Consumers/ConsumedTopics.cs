using System.Collections.Concurrent;

namespace MiniKafka.Client.Consumers;

/// <summary>What a consumer has fetched and given to its application, topic by topic, since it was made.</summary>
internal sealed class ConsumedTopics
{
    private readonly ConcurrentDictionary<string, ConsumedTopic> _topics = new(StringComparer.Ordinal);

    public IEnumerable<ConsumedTopic> All => _topics.Values;

    public ConsumedTopic Of(string topic) => _topics.GetOrAdd(topic, static topic => new ConsumedTopic(topic));
}

/// <summary>One topic.</summary>
internal sealed class ConsumedTopic(string topic)
{
    private long _records;

    public string Topic => topic;

    /// <summary>Records that the application got; any thread may ask.</summary>
    public long Records => Volatile.Read(ref _records);

    /// <summary>Loop: bytes that were fetched.</summary>
    public long FetchedBytes { get; set; }

    /// <summary>Application: another record.</summary>
    public void CountRecord() => Volatile.Write(ref _records, _records + 1);
}
