using MiniKafka.Model;
using MiniKafka.Protocol.Persisted;

namespace StrictReplay;

/// <summary>Topics by name and id, and what a record of theirs presupposes.</summary>
internal sealed class StrictTopics
{
    private readonly SortedDictionary<string, Uuid> _ids = new(StringComparer.Ordinal);
    private readonly SortedDictionary<Uuid, Topic> _topics = [];

    public bool Exists(string name) => _ids.ContainsKey(name);

    public void Add(TopicRecord record)
    {
        Need.That(record.Name.Length is > 0 and <= 249, $"'{record.Name}' is no topic's name");
        Need.That(record.TopicId != Uuid.Zero, $"topic {record.Name} has no id");
        Need.That(!_topics.ContainsKey(record.TopicId), $"there is a topic {record.TopicId}");
        Need.That(_ids.TryAdd(record.Name, record.TopicId), $"there is a topic {record.Name}");
        _topics.Add(record.TopicId, new Topic(record.Name, []));
    }

    /// <summary>Removes a topic and gives its name.</summary>
    public string Remove(RemoveTopicRecord record)
    {
        var topic = Known(record.TopicId);
        _topics.Remove(record.TopicId);
        _ids.Remove(topic.Name);
        return topic.Name;
    }

    public void Add(PartitionRecord record, bool isSnapshot)
    {
        var topic = Known(record.TopicId);
        var partition = new StrictPartition($"{topic.Name}-{record.PartitionId}", record, isNew: !isSnapshot);
        Need.That(topic.Partitions.TryAdd(record.PartitionId, partition), $"there is a partition {topic.Name}-{record.PartitionId}");
    }

    public void Change(PartitionChangeRecord record)
    {
        var topic = Known(record.TopicId);
        Need.That(topic.Partitions.TryGetValue(record.PartitionId, out var partition), $"there is no partition {topic.Name}-{record.PartitionId}");
        partition!.Change(record);
    }

    public void ClearElr(ClearElrRecord record)
    {
        Need.That(record.TopicName.Length == 0 || Exists(record.TopicName), $"there is no topic {record.TopicName}");
        foreach (var partition in _topics.Values.Where(topic => record.TopicName.Length == 0 || topic.Name == record.TopicName).SelectMany(topic => topic.Partitions.Values))
        {
            partition.ClearEligible();
        }
    }

    /// <summary>What must hold when a batch, or a transaction, took effect.</summary>
    public void CheckWhole(StrictBrokers brokers)
    {
        foreach (var topic in _topics.Values)
        {
            Need.That(topic.Partitions.Count > 0, $"topic {topic.Name} has no partition");
            Need.That(topic.Partitions.Keys.SequenceEqual(Enumerable.Range(0, topic.Partitions.Count)), $"the partitions of {topic.Name} are not numbered from 0 on");
            var led = topic.Partitions.Values.FirstOrDefault(partition => partition.Leader >= 0 && brokers.IsFenced(partition.Leader));
            Need.That(led is null, $"the leader is fenced: {led}");
        }
    }

    public IEnumerable<string> Lines() =>
        _topics.SelectMany(topic => topic.Value.Partitions.Values.Select(partition => $"{topic.Key} {partition}").Prepend($"topic {topic.Key} {topic.Value.Name}"));

    private Topic Known(Uuid id)
    {
        Need.That(_topics.TryGetValue(id, out var topic), $"there is no topic {id}");
        return topic!;
    }

    private sealed record Topic(string Name, SortedDictionary<int, StrictPartition> Partitions);
}
