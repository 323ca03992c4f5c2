using System.Collections.Immutable;
using MiniKafka.Model;
using MiniKafka.Network;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Client.Cluster;

/// <summary>Puts Metadata answers together with what is known already.</summary>
internal static class MetadataAnswers
{
    /// <summary>The knowledge after an answer. An answer about all topics removes those it does not name.</summary>
    public static ClusterMetadata Merge(ClusterMetadata known, MetadataResponse answer, bool aboutAllTopics)
    {
        var topics = known.Topics.ToBuilder();
        if (aboutAllTopics)
        {
            topics.Clear();
        }

        foreach (var topic in answer.Topics)
        {
            if (topic.Name is { } name)
            {
                topics[name] = Read(name, topic, known.Topics.GetValueOrDefault(name));
            }
        }

        // An answer without brokers comes from one that has just started: who was known before is still worth trying.
        var brokers = answer.Brokers.Count == 0
            ? known.Brokers
            : answer.Brokers.ToImmutableSortedDictionary(
                broker => broker.NodeId, broker => new BrokerAddress(broker.NodeId, new NodeEndPoint(broker.Host, broker.Port), broker.Rack));
        return new ClusterMetadata
        {
            ClusterId = answer.ClusterId ?? known.ClusterId,
            ControllerId = answer.ControllerId,
            Brokers = brokers,
            Topics = topics.ToImmutable(),
        };
    }

    private static TopicMetadata Read(string name, MetadataResponse.MetadataResponseTopic topic, TopicMetadata? known)
    {
        // A topic with a leaderless partition is a topic all the same.
        var error = topic.Partitions.Count > 0 ? ErrorCode.None : topic.ErrorCode;
        var sameTopic = known is not null && known.Id == topic.TopicId ? known : null;
        return new TopicMetadata(name, topic.TopicId, error)
        {
            IsInternal = topic.IsInternal,
            Partitions = [.. topic.Partitions.OrderBy(partition => partition.PartitionIndex).Select(partition => Read(partition, sameTopic))],
        };
    }

    private static PartitionMetadata Read(MetadataResponse.MetadataResponsePartition partition, TopicMetadata? known)
    {
        if (known is not null && partition.PartitionIndex < known.Partitions.Length
            && known.Partitions[partition.PartitionIndex] is var before && before.LeaderEpoch > partition.LeaderEpoch && partition.LeaderEpoch >= 0)
        {
            return before;
        }

        return new PartitionMetadata(partition.PartitionIndex, partition.LeaderId, partition.LeaderEpoch, partition.ErrorCode)
        {
            Replicas = [.. partition.ReplicaNodes],
            Isr = [.. partition.IsrNodes],
            OfflineReplicas = [.. partition.OfflineReplicas],
        };
    }
}
