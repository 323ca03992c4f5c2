using MiniKafka.Coordination;
using MiniKafka.Metadata.Replay;
using MiniKafka.Model;

namespace MiniKafka.Broker.Adapters;

/// <summary>The topics of the newest image, for coordinators.</summary>
internal sealed class TopicCatalog(ClusterView view) : ITopicCatalog
{
    public event Action<TopicChanges>? Changed;

    public int PartitionCount(string topic) => view.Image.Topics.TryGetValue(topic, out var found) ? found.Partitions.Count : 0;

    public Uuid FindId(string topic) => view.Image.Topics.TryGetValue(topic, out var found) ? found.Id : Uuid.Zero;

    public string? FindName(Uuid topicId) => view.Image.TopicNames.GetValueOrDefault(topicId);

    public IReadOnlyList<string> RacksOf(string topic, int partition) => view.Image.Partition(topic, partition) is { } found
        ? [.. found.Replicas.Select(replica => view.Image.Brokers.GetValueOrDefault(replica)?.Rack).OfType<string>().Distinct().Order(StringComparer.Ordinal)]
        : [];

    /// <summary>The image is another one.</summary>
    public void Apply(ImageChanges changes)
    {
        var deleted = changes.DeletedTopics.Select(topic => topic.Name).ToHashSet(StringComparer.Ordinal);
        var altered = changes.Partitions
            .Where(partition => partition.After is { } now && (partition.Before is not { } before || !before.Replicas.SequenceEqual(now.Replicas)))
            .Select(partition => partition.Topic)
            .ToHashSet(StringComparer.Ordinal);
        if (deleted.Count > 0 || altered.Count > 0)
        {
            Changed?.Invoke(new TopicChanges(deleted, altered));
        }
    }
}
