using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Quorum.Controllers;

namespace MiniKafka.Broker;

/// <summary>
/// Makes topics that somebody used before they were there: those of the coordinators always, others when
/// <c>auto.create.topics.enable</c> says so.
/// </summary>
internal sealed class TopicCreation(ClusterView view, ActiveController controller)
{
    /// <summary>Makes those of the topics that may be made. What cannot be made stays missing, and its user is told so.</summary>
    public async ValueTask CreateMissingAsync(IEnumerable<string> names)
    {
        var missing = names
            .Where(name => !view.Image.Topics.ContainsKey(name) && TopicNames.Problem(name) is null)
            .Where(name => view.Config.AutoCreateTopicsEnable || name is TopicNames.ConsumerOffsets or TopicNames.TransactionState)
            .Distinct()
            .Select(Describe)
            .ToList();
        if (missing.Count > 0)
        {
            await controller.ExecuteAsync((commands, image) => commands.CreateTopics(image, missing, validateOnly: false));
        }
    }

    private NewTopic Describe(string name)
    {
        var config = view.Config;
        return name switch
        {
            TopicNames.ConsumerOffsets => new NewTopic(name, config.OffsetsTopicNumPartitions, config.OffsetsTopicReplicationFactor)
            {
                Configs =
                [
                    new("cleanup.policy", "compact"),
                    new("compression.type", "producer"),
                    new("segment.bytes", config.OffsetsTopicSegmentBytes.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                ],
            },
            TopicNames.TransactionState => new NewTopic(name, config.TransactionStateLogNumPartitions, config.TransactionStateLogReplicationFactor)
            {
                Configs =
                [
                    new("cleanup.policy", "compact"),
                    new("compression.type", "uncompressed"),
                    new("min.insync.replicas", config.TransactionStateLogMinIsr.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                    new("segment.bytes", config.TransactionStateLogSegmentBytes.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                    new("unclean.leader.election.enable", "false"),
                ],
            },
            _ => new NewTopic(name, -1, -1),
        };
    }

    /// <summary>Whether all partitions of a topic have a leader.</summary>
    public bool IsReady(string topic) =>
        view.Image.Topics.TryGetValue(topic, out TopicImage? image) && image.Partitions.Values.All(partition => partition.HasLeader);
}
