namespace MiniKafka.Replication;

/// <summary>What the replicas of one broker have done since it started. Owned by the broker's loop.</summary>
internal sealed class ReplicaCounts
{
    private readonly SortedDictionary<string, TopicTraffic> _topics = new(StringComparer.Ordinal);

    /// <summary>By topic, those that have a replica here.</summary>
    public IReadOnlyDictionary<string, TopicTraffic> Topics => _topics;

    /// <summary>How often a replica left the in-sync set of a partition that is led here.</summary>
    public long IsrShrinks { get; set; }

    /// <summary>How often one came back to it.</summary>
    public long IsrExpands { get; set; }

    /// <summary>Produces that wait for other replicas or for the disk.</summary>
    public int DelayedProduces { get; set; }

    /// <summary>Fetches that wait for records.</summary>
    public int DelayedFetches { get; set; }

    /// <summary>A replica comes: the counts of its topic.</summary>
    public TopicTraffic Join(string topic)
    {
        if (!_topics.TryGetValue(topic, out var traffic))
        {
            _topics.Add(topic, traffic = new TopicTraffic());
        }

        traffic.Replicas++;
        return traffic;
    }

    /// <summary>A replica goes; with the last one the topic is forgotten.</summary>
    public void Leave(string topic)
    {
        if (_topics.TryGetValue(topic, out var traffic) && --traffic.Replicas == 0)
        {
            _topics.Remove(topic);
        }
    }
}

/// <summary>What leaders of one topic's partitions took and gave on one broker.</summary>
internal sealed class TopicTraffic
{
    /// <summary>Replicas of the topic on the broker.</summary>
    public int Replicas { get; set; }

    /// <summary>Records appended by leaders.</summary>
    public long Records { get; set; }

    /// <summary>Their batches' bytes.</summary>
    public long BytesIn { get; set; }

    /// <summary>Bytes of batches that consumers fetched.</summary>
    public long BytesOut { get; set; }
}
