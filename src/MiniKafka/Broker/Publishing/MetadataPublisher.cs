using MiniKafka.Broker.Adapters;
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

        foreach (var resource in changes.Configs)
        {
            Configure(resource);
        }
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

        var (config, topic) = ConfigOf(id.Topic!);
        if (logs.GetOrCreate(id.TopicPartition, id.TopicId, config, image.DirectoryOf(view.BrokerId)) is { } log)
        {
            var partition = new Partition(id, view.BrokerId, log, StateOf(image), replication.Context) { MinInSyncReplicas = topic };
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

    private void Configure(ConfigResource resource)
    {
        var isWholeBroker = resource.Type == ConfigResourceType.Broker;
        if (!isWholeBroker && resource.Type != ConfigResourceType.Topic)
        {
            return;
        }

        foreach (var partition in replication.Replicas.Partitions)
        {
            if (isWholeBroker || partition.Id.Topic == resource.Name)
            {
                (partition.Log.Config, partition.MinInSyncReplicas) = ConfigOf(partition.Id.Topic!);
            }
        }
    }

    private (LogConfig Log, int MinInSyncReplicas) ConfigOf(string topic)
    {
        var config = view.ConfigOf(topic);
        return (LogConfigs.Of(config, view.Config), config.MinInsyncReplicas);
    }

    private PartitionState StateOf(PartitionImage image) =>
        new(image.Leader, image.LeaderEpoch, image.PartitionEpoch, image.Replicas, image.Isr)
        {
            OfflineReplicas = [.. image.Replicas.Where(replica => view.Image.IsOffline(image, replica))],
        };
}
