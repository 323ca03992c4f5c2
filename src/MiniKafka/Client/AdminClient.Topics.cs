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

    /// <inheritdoc/>
    public Task CreateTopicsAsync(IEnumerable<NewTopic> topics, bool validateOnly = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topics);
        var request = new CreateTopicsRequest
        {
            TimeoutMs = TimeoutMs,
            ValidateOnly = validateOnly,
            Topics = [.. topics.Select(ToRequest)],
        };
        return CallAnyAsync(
            request,
            answer =>
            {
                foreach (var topic in answer.Topics)
                {
                    ClientErrors.ThrowIfError(topic.ErrorCode, $"Creating topic '{topic.Name}'", topic.ErrorMessage);
                }
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task CreateTopicAsync(string name, int partitions = -1, short replicationFactor = -1, CancellationToken cancellationToken = default) =>
        CreateTopicsAsync([new NewTopic(name, partitions, replicationFactor)], validateOnly: false, cancellationToken);

    /// <inheritdoc/>
    public Task DeleteTopicsAsync(IEnumerable<string> topics, CancellationToken cancellationToken = default)
    {
        var names = PartitionArguments.CheckTopics(topics);
        return CallAnyAsync(
            Request,
            answer =>
            {
                foreach (var topic in answer.Responses)
                {
                    ClientErrors.ThrowIfError(topic.ErrorCode, $"Deleting topic '{topic.Name}'", topic.ErrorMessage);
                }
            },
            cancellationToken);

        DeleteTopicsRequest Request(RpcClient connection) => connection.VersionOf(ApiKey.DeleteTopics) >= FirstVersionWithTopicStates
            ? new() { TimeoutMs = TimeoutMs, Topics = names.ConvertAll(name => new DeleteTopicsRequest.DeleteTopicState { Name = name }) }
            : new() { TimeoutMs = TimeoutMs, TopicNames = names };
    }

    /// <inheritdoc/>
    public Task CreatePartitionsAsync(string topic, int totalCount, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        var request = new CreatePartitionsRequest
        {
            TimeoutMs = TimeoutMs,
            Topics = [new CreatePartitionsRequest.CreatePartitionsTopic { Name = topic, Count = totalCount, Assignments = null }],
        };
        return CallAnyAsync(
            request,
            answer =>
            {
                foreach (var result in answer.Results)
                {
                    ClientErrors.ThrowIfError(result.ErrorCode, $"Adding partitions to topic '{result.Name}'", result.ErrorMessage);
                }
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListTopicsAsync(bool includeInternal = false, CancellationToken cancellationToken = default)
    {
        return RetryAsync(ListAsync, cancellationToken);

        async Task<IReadOnlyList<string>> ListAsync() =>
            [.. (await _cluster.RefreshAllTopicsAsync()).Topics.Values.Where(topic => includeInternal || !topic.IsInternal).Select(topic => topic.Name)];
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<TopicDescription>> DescribeTopicsAsync(IEnumerable<string> topics, CancellationToken cancellationToken = default)
    {
        var names = PartitionArguments.CheckTopics(topics);
        var request = new MetadataRequest
        {
            AllowAutoTopicCreation = false,
            Topics = names.ConvertAll(name => new MetadataRequest.MetadataRequestTopic { Name = name }),
        };
        return CallAnyAsync(request, IReadOnlyList<TopicDescription> (answer) => [.. answer.Topics.Select(Describe)], cancellationToken);

        static TopicDescription Describe(MetadataResponse.MetadataResponseTopic topic)
        {
            ClientErrors.ThrowIfError(topic.ErrorCode, $"Describing topic '{topic.Name}'");
            return new TopicDescription(
                topic.Name!,
                topic.TopicId,
                topic.IsInternal,
                [
                    .. topic.Partitions.OrderBy(partition => partition.PartitionIndex).Select(partition => new PartitionDescription(
                        partition.PartitionIndex, partition.LeaderId, partition.LeaderEpoch, partition.ReplicaNodes, partition.IsrNodes)),
                ]);
        }
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
