using MiniKafka.Metadata.Images;
using MiniKafka.Model;

namespace MiniKafka.Metadata.Replay;

/// <summary>One partition before and after; before is null for a new one, after for a deleted one.</summary>
internal sealed record PartitionTransition(string Topic, Uuid TopicId, PartitionImage? Before, PartitionImage? After);

/// <summary>One topic before and after; before is null for a new one, one that was made again under its name among them.</summary>
internal readonly record struct TopicTransition(TopicImage? Before, TopicImage After);

/// <summary>What differs between two images of the same cluster, found once, by comparing what they do not share.</summary>
internal sealed class ImageChanges(ClusterImage before, ClusterImage after)
{
    public ClusterImage Before { get; } = before;

    public ClusterImage After { get; } = after;

    /// <summary>Topics that are gone, a topic that was made again under its name among them.</summary>
    public IReadOnlyList<TopicImage> DeletedTopics => field ??= ReferenceEquals(Before.Topics, After.Topics)
        ? []
        : [.. Before.Topics.Values.Where(topic => !After.Topics.TryGetValue(topic.Name, out var now) || now.Id != topic.Id)];

    /// <summary>Topics that are new or have partitions that are.</summary>
    public IReadOnlyList<TopicTransition> ChangedTopics => field ??= ReferenceEquals(Before.Topics, After.Topics)
        ? []
        : [.. After.Topics.Values.Select(topic => new TopicTransition(Earlier(topic), topic)).Where(topic => !ReferenceEquals(topic.Before, topic.After))];

    /// <summary>Partitions that are new, changed or gone, in order.</summary>
    public IReadOnlyList<PartitionTransition> Partitions => field ??=
    [
        .. DeletedTopics.SelectMany(topic => topic.Partitions.Values.Select(partition => new PartitionTransition(topic.Name, topic.Id, partition, null))),
        .. ChangedTopics.SelectMany(topic => topic.After.Partitions.Values
            .Select(partition => new PartitionTransition(topic.After.Name, topic.After.Id, topic.Before?.Partitions.GetValueOrDefault(partition.PartitionId), partition))
            .Where(partition => !ReferenceEquals(partition.Before, partition.After))),
    ];

    /// <summary>Resources whose own values changed, appeared or went.</summary>
    public IReadOnlyList<ConfigResource> Configs => field ??= ReferenceEquals(Before.Configs, After.Configs)
        ? []
        : [.. Before.Configs.Keys.Union(After.Configs.Keys).Order()
            .Where(resource => !ReferenceEquals(Before.Configs.GetValueOrDefault(resource), After.Configs.GetValueOrDefault(resource)))];

    private TopicImage? Earlier(TopicImage topic) => Before.Topics.TryGetValue(topic.Name, out var found) && found.Id == topic.Id ? found : null;
}
