using System.Collections.Immutable;
using MiniKafka.Broker.Adapters;
using MiniKafka.Configuration.Effective;
using MiniKafka.Metadata.Images;
using MiniKafka.Metadata.Replay;
using MiniKafka.Model;
using MiniKafka.Replication;
using MiniKafka.Storage;
using MiniKafka.Storage.Directories;

namespace MiniKafka.Broker.Publishing;

/// <summary>
/// Makes this broker's replicas what the committed metadata says: opens and deletes logs, hands leadership over, changes
/// configurations. Owned by the broker's loop.
/// </summary>
internal sealed class MetadataPublisher(
    ClusterView view, LogManager logs, BrokerReplication replication, ReplicaDirectories directories)
{
    private bool _wasPublished;
    private (string Topic, (BrokerConfigLayers, ImmutableSortedDictionary<string, string>) Source, LogConfig Log, int MinInSyncReplicas)? _lastConfig;

    public void Publish(ImageChanges changes)
    {
        if (!_wasPublished)
        {
            _wasPublished = true;
            logs.SetAsideStrays(partition => changes.After.Partition(partition.Topic, partition.Partition)?.Replicas.Contains(view.BrokerId) ?? false);
        }

        foreach (var transition in changes.Partitions)
        {
            var id = new TopicIdPartition(transition.TopicId, transition.Topic, (transition.After ?? transition.Before)!.PartitionId);
            if (transition.After is { } now && now.Replicas.Contains(view.BrokerId))
            {
                Host(id, now);
            }
            else if (transition.Before is { } before && before.Replicas.Contains(view.BrokerId))
            {
                Drop(id);
            }
        }

        Configure(changes);
    }

    /// <summary>Tries again to host replicas for which there was no room.</summary>
    public void Retry(IReadOnlyList<TopicPartition> refused)
    {
        foreach (var (name, number) in refused)
        {
            if (view.Image.Topics.TryGetValue(name, out var topic) && topic.Partitions.TryGetValue(number, out var image) && image.Replicas.Contains(view.BrokerId))
            {
                Host(new TopicIdPartition(topic.Id, name, number), image);
            }
        }
    }

    private void Host(TopicIdPartition id, PartitionImage image)
    {
        if (replication.Replicas.Find(id.TopicPartition) is { } hosted)
        {
            hosted.Apply(StateOf(image));
            replication.Fetchers.Update(hosted);
            directories.OnHosted(hosted, image);
            return;
        }

        var (config, minInSyncReplicas) = ConfigOf(id.Topic!);
        if (logs.GetOrCreate(id.TopicPartition, id.TopicId, config, image.DirectoryOf(view.BrokerId)) is { } log)
        {
            var partition = new Partition(id, view.BrokerId, log, StateOf(image), replication.Context) { MinInSyncReplicas = minInSyncReplicas };
            replication.Replicas.Add(partition);
            partition.Apply(StateOf(image));
            replication.Fetchers.Update(partition);
            directories.OnHosted(partition, image);
        }
        else
        {
            replication.Replicas.AddUnreachable(id.TopicPartition);
        }
    }

    private void Drop(TopicIdPartition id)
    {
        replication.Fetchers.Stop(id.TopicPartition);
        directories.OnDropped(id.TopicPartition);
        var partition = replication.Replicas.Remove(id.TopicPartition);
        partition?.Leave();
        // One without a log may be here all the same: not recovered yet, for want of room.
        logs.Delete(id.TopicPartition, partition?.Log.Config.FileDeleteDelayMs ?? 0);
    }

    /// <summary>However many resources changed, each replica that one of them concerns is configured once.</summary>
    private void Configure(ImageChanges changes)
    {
        var topics = changes.Configs.Any(resource => resource.Type == ConfigResourceType.Broker)
            ? view.Image.Topics.Values
            : changes.Configs.Where(resource => resource.Type == ConfigResourceType.Topic).Select(resource => view.Image.Topics.GetValueOrDefault(resource.Name)).OfType<TopicImage>();
        foreach (var topic in topics)
        {
            foreach (var index in topic.Partitions.Keys)
            {
                if (replication.Replicas.Find(new TopicPartition(topic.Name, index)) is { } partition)
                {
                    (partition.Log.Config, partition.MinInSyncReplicas) = ConfigOf(topic.Name);
                }
            }
        }
    }

    /// <summary>Replicas of one topic share what is made of its configuration, as long as that stays what it is.</summary>
    private (LogConfig Log, int MinInSyncReplicas) ConfigOf(string topic)
    {
        var source = (view.Layers, view.Image.ConfigsOf(ConfigResourceType.Topic, topic));
        if (_lastConfig is not { } last || last.Topic != topic || last.Source != source)
        {
            var config = view.ConfigOf(topic);
            _lastConfig = last = (topic, source, LogConfigs.Of(config, view.Config), config.MinInsyncReplicas);
        }

        return (last.Log, last.MinInSyncReplicas);
    }

    private PartitionState StateOf(PartitionImage image) =>
        new(image.Leader, image.LeaderEpoch, image.PartitionEpoch, image.Replicas, image.Isr)
        {
            OfflineReplicas = [.. image.Replicas.Where(replica => view.Image.IsOffline(image, replica))],
        };
}
