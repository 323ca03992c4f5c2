using MiniKafka.Client.Admin;
using MiniKafka.Client.Cluster;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;

namespace MiniKafka.Client;

/// <content>Topics and partitions.</content>
public sealed partial class AdminClient
{
    private const short FirstVersionWithTopicStates = 6;

    /// <summary>Makes topics.</summary>
    /// <param name="topics">The topics.</param>
    /// <param name="validateOnly">Only asks whether they could be made.</param>
    /// <exception cref="KafkaException">A topic exists already, or cannot be made as asked; the others are made all the same.</exception>
    public async Task CreateTopicsAsync(IEnumerable<NewTopic> topics, bool validateOnly = false)
    {
        ArgumentNullException.ThrowIfNull(topics);
        var request = new CreateTopicsRequest
        {
            TimeoutMs = TimeoutMs,
            ValidateOnly = validateOnly,
            Topics = [.. topics.Select(ToRequest)],
        };
        await CallAnyAsync(request, answer =>
        {
            foreach (var topic in answer.Topics)
            {
                ClientErrors.ThrowIfError(topic.ErrorCode, $"Creating topic '{topic.Name}'", topic.ErrorMessage);
            }
        });
    }

    /// <summary>Makes a topic.</summary>
    /// <exception cref="KafkaException">It exists already, or cannot be made as asked.</exception>
    public Task CreateTopicAsync(string name, int partitions = -1, short replicationFactor = -1) =>
        CreateTopicsAsync([new NewTopic(name, partitions, replicationFactor)]);

    /// <summary>Deletes topics with all their records.</summary>
    /// <exception cref="KafkaException">A topic does not exist or may not be deleted; the others are deleted all the same.</exception>
    public async Task DeleteTopicsAsync(IEnumerable<string> topics)
    {
        var names = PartitionArguments.CheckTopics(topics);
        await CallAnyAsync(Request, answer =>
        {
            foreach (var topic in answer.Responses)
            {
                ClientErrors.ThrowIfError(topic.ErrorCode, $"Deleting topic '{topic.Name}'", topic.ErrorMessage);
            }
        });

        DeleteTopicsRequest Request(RpcClient connection) => connection.VersionOf(ApiKey.DeleteTopics) >= FirstVersionWithTopicStates
            ? new() { TimeoutMs = TimeoutMs, Topics = names.ConvertAll(name => new DeleteTopicsRequest.DeleteTopicState { Name = name }) }
            : new() { TimeoutMs = TimeoutMs, TopicNames = names };
    }

    /// <summary>Adds partitions to a topic until it has so many.</summary>
    /// <exception cref="KafkaException">The topic does not exist, or has as many already.</exception>
    public async Task CreatePartitionsAsync(string topic, int totalCount)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        var request = new CreatePartitionsRequest
        {
            TimeoutMs = TimeoutMs,
            Topics = [new CreatePartitionsRequest.CreatePartitionsTopic { Name = topic, Count = totalCount, Assignments = null }],
        };
        await CallAnyAsync(request, answer =>
        {
            foreach (var result in answer.Results)
            {
                ClientErrors.ThrowIfError(result.ErrorCode, $"Adding partitions to topic '{result.Name}'", result.ErrorMessage);
            }
        });
    }

    /// <summary>The names of all topics, in order.</summary>
    /// <param name="includeInternal">Whether those of Kafka itself are among them.</param>
    public async Task<IReadOnlyList<string>> ListTopicsAsync(bool includeInternal = false)
    {
        var metadata = await RetryAsync(_cluster.RefreshAllTopicsAsync);
        return [.. metadata.Topics.Values.Where(topic => includeInternal || !topic.IsInternal).Select(topic => topic.Name)];
    }

    /// <summary>Describes topics.</summary>
    /// <exception cref="KafkaException">A topic does not exist.</exception>
    public async Task<IReadOnlyList<TopicDescription>> DescribeTopicsAsync(IEnumerable<string> topics)
    {
        var names = PartitionArguments.CheckTopics(topics);
        var request = new MetadataRequest
        {
            AllowAutoTopicCreation = false,
            Topics = names.ConvertAll(name => new MetadataRequest.MetadataRequestTopic { Name = name }),
        };
        var answer = await CallAnyAsync(request);
        foreach (var topic in answer.Topics)
        {
            ClientErrors.ThrowIfError(topic.ErrorCode, $"Describing topic '{topic.Name}'");
        }

        return
        [
            .. answer.Topics.Select(topic => new TopicDescription(
                topic.Name!,
                topic.TopicId,
                topic.IsInternal,
                [
                    .. topic.Partitions.OrderBy(partition => partition.PartitionIndex).Select(partition => new PartitionDescription(
                        partition.PartitionIndex, partition.LeaderId, partition.LeaderEpoch, partition.ReplicaNodes, partition.IsrNodes)),
                ])),
        ];
    }

    private static CreateTopicsRequest.CreatableTopic ToRequest(NewTopic topic) => new()
    {
        Name = string.IsNullOrEmpty(topic.Name) ? throw new ArgumentException("A topic to be made has no name.", nameof(topic)) : topic.Name,
        NumPartitions = topic.Partitions,
        ReplicationFactor = topic.ReplicationFactor,
        Assignments =
        [
            .. topic.Assignments.Select((brokers, index) => new CreateTopicsRequest.CreatableReplicaAssignment
            {
                PartitionIndex = index,
                BrokerIds = [.. brokers],
            }),
        ],
        Configs = [.. topic.Configs.Select(pair => new CreateTopicsRequest.CreatableTopicConfig { Name = pair.Key, Value = pair.Value })],
    };
}
