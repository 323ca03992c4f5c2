using MiniKafka.Broker.Controllers;
using MiniKafka.Broker.Nodes;
using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum.Controllers;

namespace MiniKafka.Broker.Membership;

/// <summary>
/// Makes topics that somebody used before they were there: those of the coordinators always, others when
/// <c>auto.create.topics.enable</c> says so.
/// </summary>
internal sealed class TopicCreation(ClusterView view, ActiveController controller, ControllerClient client, MetadataNews news)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Makes those of the topics that may be made. What cannot be made stays missing, and its user is told so.</summary>
    public async ValueTask CreateMissingAsync(IEnumerable<string> names, CancellationToken askerGone)
    {
        var missing = names
            .Where(name => !view.Image.Topics.ContainsKey(name) && TopicNames.Problem(name) is null)
            .Where(name => view.Config.AutoCreateTopicsEnable || name is TopicNames.ConsumerOffsets or TopicNames.TransactionState)
            .Distinct()
            .Select(Describe)
            .ToList();
        if (missing.Count == 0)
        {
            return;
        }

        try
        {
            await CreateAsync(missing, askerGone);
        }
        catch (KafkaException exception) when (exception.Code == ErrorCode.RequestTimedOut)
        {
            // Nobody decided for the cluster in time, or nobody waits for it any more: they are missing still, and whoever asked sees that.
        }
    }

    /// <summary>Makes topics, wherever the active controller is, and waits until this broker knows of them.</summary>
    public async Task<IReadOnlyList<(string Name, ErrorCode Code, string? Message)>> CreateAsync(IReadOnlyList<NewTopic> topics, CancellationToken askerGone = default)
    {
        var request = new CreateTopicsRequest
        {
            Topics = [.. topics.Select(Message)],
            TimeoutMs = (int)Patience.TotalMilliseconds,
        };
        var response = await client.CallAsync(request, () => CreateHereAsync(topics), NodeLane.Forwarding, askerGone: askerGone);
        var isMade = response.Topics.Where(topic => topic.ErrorCode == ErrorCode.None).Select(topic => topic.Name).ToList();
        await news.UntilAsync(() => isMade.TrueForAll(IsReady), Patience, askerGone);
        return [.. response.Topics.Select(topic => (topic.Name, topic.ErrorCode, topic.ErrorMessage))];
    }

    /// <summary>The same for any number of topics, in as many requests as that takes: what one may change is bounded.</summary>
    public async Task<IReadOnlyList<(string Name, ErrorCode Code, string? Message)>> CreateAllAsync(IEnumerable<NewTopic> topics)
    {
        var created = new List<(string, ErrorCode, string?)>();
        foreach (var request in InRequests(topics))
        {
            created.AddRange(await CreateAsync(request));
        }

        return created;
    }

    private IEnumerable<List<NewTopic>> InRequests(IEnumerable<NewTopic> topics)
    {
        var request = new List<NewTopic>();
        var records = 0L;
        foreach (var topic in topics)
        {
            var more = 1L + topic.Configs.Count + (topic.PartitionCount == -1 ? view.Config.NumPartitions : topic.PartitionCount);
            if (request.Count > 0 && records + more > ControllerResult.MostRecords)
            {
                yield return request;
                request = [];
                records = 0;
            }

            request.Add(topic);
            records += more;
        }

        if (request.Count > 0)
        {
            yield return request;
        }
    }

    private static CreateTopicsRequest.CreatableTopic Message(NewTopic topic) => new()
    {
        Name = topic.Name,
        NumPartitions = topic.PartitionCount,
        ReplicationFactor = topic.ReplicationFactor,
        Configs = [.. topic.Configs.Select(config => new CreateTopicsRequest.CreatableTopicConfig { Name = config.Key, Value = config.Value })],
    };

    private async Task<CreateTopicsResponse> CreateHereAsync(IReadOnlyList<NewTopic> topics)
    {
        var created = await controller.ExecuteAsync((commands, image) => commands.Topics.Create(image, topics, validateOnly: false));
        return new CreateTopicsResponse
        {
            Topics =
            [
                .. created.Topics.Select(topic => new CreateTopicsResponse.CreatableTopicResult
                {
                    Name = topic.Name, ErrorCode = topic.Outcome.Code, ErrorMessage = topic.Outcome.Message,
                }),
            ],
        };
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
