using System.Collections.Immutable;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Metadata.Replay;

/// <summary>Records of topics and partitions.</summary>
internal sealed partial class ImageBuilder
{
    private void ReplayTopic(IPersistedRecord record)
    {
        switch (record)
        {
            case TopicRecord topic:
                _topics[topic.Name] = new TopicImage(topic.Name, topic.TopicId);
                _topicNames[topic.TopicId] = topic.Name;
                _touched.Remove(topic.Name);
                break;
            case RemoveTopicRecord removed:
                Remove(removed.TopicId);
                break;
            case PartitionRecord partition:
                PartitionsOf(partition.TopicId)[partition.PartitionId] = PartitionImage.From(partition);
                break;
            case PartitionChangeRecord change:
                var partitions = PartitionsOf(change.TopicId);
                partitions[change.PartitionId] = partitions.TryGetValue(change.PartitionId, out var before)
                    ? before.Merge(change)
                    : throw new InvalidDataException($"A change of partition {change.PartitionId} of topic {change.TopicId}, which does not exist.");
                break;
            case ClearElrRecord cleared:
                ClearElr(cleared.TopicName);
                break;
            default:
                throw new InvalidOperationException($"{record.GetType().Name} is no record of a topic.");
        }
    }

    private void Remove(Uuid topicId)
    {
        var name = NameOf(topicId);
        _topics.Remove(name);
        _topicNames.Remove(topicId);
        _touched.Remove(name);
        _image = _image with { Configs = _image.Configs.Remove(new ConfigResource(ConfigResourceType.Topic, name)) };
    }

    /// <summary>Forgets the eligible leaders of one topic, or of all when the name is empty.</summary>
    private void ClearElr(string topicName)
    {
        foreach (var name in topicName.Length > 0 ? [topicName] : _topics.Keys.ToList())
        {
            if (!_topics.TryGetValue(name, out var topic))
            {
                continue;
            }

            var partitions = PartitionsOf(topic.Id);
            foreach (var partition in partitions.Values.Where(partition => partition.EligibleLeaderReplicas.Length + partition.LastKnownElr.Length > 0).ToList())
            {
                partitions[partition.PartitionId] = partition with { EligibleLeaderReplicas = [], LastKnownElr = [] };
            }
        }
    }

    private ImmutableSortedDictionary<int, PartitionImage>.Builder PartitionsOf(Uuid topicId)
    {
        var name = NameOf(topicId);
        if (!_touched.TryGetValue(name, out var partitions))
        {
            _touched[name] = partitions = _topics[name].Partitions.ToBuilder();
        }

        return partitions;
    }

    private string NameOf(Uuid topicId) =>
        _topicNames.TryGetValue(topicId, out var name) ? name : throw new InvalidDataException($"A record of topic {topicId}, which does not exist.");
}
