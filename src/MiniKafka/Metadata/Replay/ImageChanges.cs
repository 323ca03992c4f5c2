using MiniKafka.Metadata.Images;
using MiniKafka.Model;

namespace MiniKafka.Metadata.Replay;

/// <summary>One partition before and after; before is null for a new one, after for a deleted one.</summary>
internal sealed record PartitionTransition(string Topic, Uuid TopicId, PartitionImage? Before, PartitionImage? After);

/// <summary>What differs between two images of the same cluster, found by comparing what they do not share.</summary>
internal sealed record ImageChanges(ClusterImage Before, ClusterImage After)
{
    /// <summary>Topics that are gone, a topic that was made again under its name among them.</summary>
    public IEnumerable<TopicImage> DeletedTopics => ReferenceEquals(Before.Topics, After.Topics)
        ? []
        : Before.Topics.Values.Where(topic => !After.Topics.TryGetValue(topic.Name, out var now) || now.Id != topic.Id);

    /// <summary>Partitions that are new, changed or gone, in order.</summary>
    public IEnumerable<PartitionTransition> Partitions
    {
        get
        {
            if (ReferenceEquals(Before.Topics, After.Topics))
            {
                yield break;
            }

            foreach (var partition in DeletedTopics.SelectMany(topic =>
                topic.Partitions.Values.Select(partition => new PartitionTransition(topic.Name, topic.Id, partition, null))))
            {
                yield return partition;
            }

            foreach (var topic in After.Topics.Values)
            {
                var before = Before.Topics.TryGetValue(topic.Name, out var found) && found.Id == topic.Id ? found : null;
                if (ReferenceEquals(topic, before))
                {
                    continue;
                }

                foreach (var partition in topic.Partitions.Values)
                {
                    var earlier = before?.Partitions.GetValueOrDefault(partition.PartitionId);
                    if (!ReferenceEquals(partition, earlier))
                    {
                        yield return new PartitionTransition(topic.Name, topic.Id, earlier, partition);
                    }
                }
            }
        }
    }

    /// <summary>Resources whose own values changed, appeared or went.</summary>
    public IEnumerable<ConfigResource> Configs => ReferenceEquals(Before.Configs, After.Configs)
        ? []
        : Before.Configs.Keys.Union(After.Configs.Keys).Order()
            .Where(resource => !ReferenceEquals(Before.Configs.GetValueOrDefault(resource), After.Configs.GetValueOrDefault(resource)));
}
