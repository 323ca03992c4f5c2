using MiniKafka.Broker.Composition;
using MiniKafka.Client;
using MiniKafka.Client.Admin;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;

namespace MiniKafka;

/// <summary>
/// Makes true what the options say of topics. Those that are missing are made; of those that are there the options may ask for more
/// partitions and for other configuration, which they get. What would lose data or needs to be thought about - fewer partitions, another number of
/// replicas - fails the start instead of being passed over.
/// </summary>
internal sealed class DeclaredTopics(IReadOnlyCollection<KafkaTopic> topics)
{
    /// <exception cref="KafkaException">
    /// INVALID_PARTITIONS or INVALID_REPLICATION_FACTOR: a topic that is there differs from its declaration; else why a topic cannot be made or altered.
    /// </exception>
    /// <param name="node">A broker that serves; it may not have heard of all topics yet.</param>
    /// <param name="admin">Alters what is there.</param>
    /// <param name="untilKnown">Completes when all brokers know the topics with at least so many partitions as they are given with.</param>
    public async Task EstablishAsync(BrokerNode node, AdminClient admin, Func<IEnumerable<(string Name, int Partitions)>, Task> untilKnown)
    {
        var made = await node.CreateTopicsAsync(topics.Select(topic => new Metadata.Control.NewTopic(topic.Name, topic.Partitions, topic.ReplicationFactor)
        {
            Configs = [.. topic.Configs.Select(pair => KeyValuePair.Create<string, string?>(pair.Key, pair.Value))],
        }));
        await untilKnown(topics.Select(topic => (topic.Name, 1)));
        var known = node.Knowledge.Image.Topics;
        var present = topics.Where(topic => !made.Contains(topic.Name)).ToList();
        present.ForEach(topic => ThrowIfContradicting(topic, known[topic.Name]));
        foreach (var topic in present)
        {
            if (topic.Partitions > known[topic.Name].Partitions.Count)
            {
                await admin.CreatePartitionsAsync(topic.Name, topic.Partitions);
            }

            await AlterAsync(topic, admin);
        }

        await untilKnown(topics.Select(topic => (topic.Name, topic.Partitions)));
    }

    private static void ThrowIfContradicting(KafkaTopic declared, TopicImage known)
    {
        if (declared.Partitions >= 0 && declared.Partitions < known.Partitions.Count)
        {
            throw new KafkaException(
                ErrorCode.InvalidPartitions,
                $"The topic '{declared.Name}' has {known.Partitions.Count} partitions, and the options declare {declared.Partitions}: partitions are never taken away. "
                + $"Declare {known.Partitions.Count} or more, or delete the topic.");
        }

        if (declared.ReplicationFactor >= 0 && known.Partitions.Values.FirstOrDefault(partition => partition.Replicas.Length != declared.ReplicationFactor) is { } other)
        {
            throw new KafkaException(
                ErrorCode.InvalidReplicationFactor,
                $"The topic '{declared.Name}' has {other.Replicas.Length} replicas of a partition, and the options declare {declared.ReplicationFactor}. "
                + "Declare what it has; partitions that are reassigned get other replicas.");
        }
    }

    /// <summary>What the topic has beyond its declaration stays: somebody may have set it while the cluster ran.</summary>
    private static async Task AlterAsync(KafkaTopic declared, AdminClient admin)
    {
        if (declared.Configs.Count == 0)
        {
            return;
        }

        var topic = Client.Admin.ConfigResource.Topic(declared.Name);
        var present = await admin.DescribeConfigsAsync(topic);
        var changes = declared.Configs
            .Where(config => present.GetValueOrDefault(config.Key)?.Value != config.Value)
            .Select(config => new AlterConfigEntry(config.Key, config.Value))
            .ToList();
        if (changes.Count > 0)
        {
            await admin.IncrementalAlterConfigsAsync(topic, changes);
        }
    }
}
