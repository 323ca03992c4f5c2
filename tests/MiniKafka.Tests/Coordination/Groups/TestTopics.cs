using MiniKafka.Coordination.Groups;
using MiniKafka.Model;

namespace MiniKafka.Tests.Coordination.Groups;

/// <summary>A few topics, each with an id of its own.</summary>
internal sealed class TestTopics : ITopicCatalog
{
    private readonly SortedDictionary<string, (int Partitions, Uuid Id)> _topics = new(StringComparer.Ordinal);

    public Uuid Add(string topic, int partitions = 1)
    {
        var id = new Uuid(7, (ulong)_topics.Count + 1);
        _topics.Add(topic, (partitions, id));
        return id;
    }

    /// <summary>The topic is another one from now on, with the same name and size.</summary>
    public void MakeAnew(string topic) => _topics[topic] = (_topics[topic].Partitions, new Uuid(8, 1));

    public bool Contains(string topic, int partition) =>
        _topics.TryGetValue(topic, out var found) && partition >= 0 && partition < found.Partitions;

    public Uuid FindId(string topic) => _topics.TryGetValue(topic, out var found) ? found.Id : Uuid.Zero;

    public string? FindName(Uuid topicId) => _topics.FirstOrDefault(t => t.Value.Id == topicId).Key;
}
