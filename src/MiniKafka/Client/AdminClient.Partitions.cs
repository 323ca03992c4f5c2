using MiniKafka.Client.Admin;
using MiniKafka.Client.Cluster;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Client;

/// <content>Replicas and leaders of partitions, and what leaders remember.</content>
public sealed partial class AdminClient
{
    /// <summary>Begins to move partitions to other replicas, or to none any more where null is given.</summary>
    /// <param name="replicas">The node ids of each partition's new replicas, the preferred leader first; null cancels a move.</param>
    /// <exception cref="KafkaException">A partition or broker does not exist, or there is no move to cancel; the others are moved all the same.</exception>
    public async Task AlterPartitionReassignmentsAsync(IEnumerable<KeyValuePair<TopicPartition, IReadOnlyList<int>?>> replicas)
    {
        ArgumentNullException.ThrowIfNull(replicas);
        var request = new AlterPartitionReassignmentsRequest
        {
            TimeoutMs = TimeoutMs,
            Topics =
            [
                .. replicas.GroupBy(pair => pair.Key.Topic, StringComparer.Ordinal).Select(topic => new AlterPartitionReassignmentsRequest.ReassignableTopic
                {
                    Name = topic.Key,
                    Partitions =
                    [
                        .. topic.Select(pair => new AlterPartitionReassignmentsRequest.ReassignablePartition
                        {
                            PartitionIndex = pair.Key.Partition,
                            Replicas = pair.Value is null ? null : [.. pair.Value],
                        }),
                    ],
                }),
            ],
        };
        await CallAnyAsync(request, answer =>
        {
            ClientErrors.ThrowIfError(answer.ErrorCode, "Moving partitions", answer.ErrorMessage);
            foreach (var topic in answer.Responses)
            {
                foreach (var partition in topic.Partitions)
                {
                    ClientErrors.ThrowIfError(partition.ErrorCode, $"Moving {topic.Name}-{partition.PartitionIndex}", partition.ErrorMessage);
                }
            }
        });
    }

    /// <summary>The moves of partitions that are under way.</summary>
    public async Task<IReadOnlyDictionary<TopicPartition, PartitionReassignment>> ListPartitionReassignmentsAsync()
    {
        var answer = await CallAnyAsync(
            new ListPartitionReassignmentsRequest { TimeoutMs = TimeoutMs, Topics = null },
            answer => ClientErrors.ThrowIfError(answer.ErrorCode, "Listing the moves of partitions", answer.ErrorMessage));
        var moves = new SortedDictionary<TopicPartition, PartitionReassignment>();
        foreach (var topic in answer.Topics)
        {
            foreach (var partition in topic.Partitions)
            {
                moves[new TopicPartition(topic.Name, partition.PartitionIndex)] =
                    new PartitionReassignment(partition.Replicas, partition.AddingReplicas, partition.RemovingReplicas);
            }
        }

        return moves;
    }

    /// <summary>Elects leaders.</summary>
    /// <param name="type">Which replicas may be elected.</param>
    /// <param name="partitions">Of which partitions; null for all.</param>
    /// <returns>The partitions that have another leader now; the others needed none.</returns>
    /// <exception cref="KafkaException">A partition does not exist, or has no replica that may be elected.</exception>
    public async Task<IReadOnlyList<TopicPartition>> ElectLeadersAsync(ElectionType type = ElectionType.Preferred, IEnumerable<TopicPartition>? partitions = null)
    {
        var asked = partitions is null ? null : PartitionArguments.Check(partitions);
        var request = new ElectLeadersRequest
        {
            TimeoutMs = TimeoutMs,
            ElectionType = (sbyte)type,
            TopicPartitions = asked?.GroupBy(partition => partition.Topic, StringComparer.Ordinal).Select(topic => new ElectLeadersRequest.TopicPartitionsData
            {
                Topic = topic.Key,
                Partitions = [.. topic.Select(partition => partition.Partition)],
            }).ToList(),
        };
        List<ElectLeadersResponse.ReplicaElectionResult> results = [];
        await CallAnyAsync(request, answer =>
        {
            ClientErrors.ThrowIfError(answer.ErrorCode, "Electing leaders");
            results = answer.ReplicaElectionResults;
        });

        // What an election came to is an answer; asking again would not change it.
        var elected = new SortedSet<TopicPartition>();
        foreach (var topic in results)
        {
            foreach (var partition in topic.PartitionResult.Where(partition => partition.ErrorCode != ErrorCode.ElectionNotNeeded))
            {
                ClientErrors.ThrowIfError(partition.ErrorCode, $"Electing the leader of {topic.Topic}-{partition.PartitionId}", partition.ErrorMessage);
                elected.Add(new TopicPartition(topic.Topic, partition.PartitionId));
            }
        }

        return [.. elected];
    }

    /// <summary>The producers whose sequence numbers the partition's leader remembers.</summary>
    /// <exception cref="KafkaException">The partition does not exist, or its leader did not answer in time.</exception>
    public async Task<IReadOnlyList<ProducerState>> DescribeProducersAsync(TopicPartition partition)
    {
        PartitionArguments.Check(partition);
        var what = $"Describing the producers of {partition}";
        var request = new DescribeProducersRequest
        {
            Topics = [new DescribeProducersRequest.TopicRequest { Name = partition.Topic, PartitionIndexes = [partition.Partition] }],
        };
        var answer = await CallLeaderAsync(partition, request, what, answer =>
        {
            var result = answer.Topics[0].Partitions[0];
            return (result.ErrorCode, result.ErrorMessage);
        });
        return
        [
            .. answer.Topics[0].Partitions[0].ActiveProducers.OrderBy(producer => producer.ProducerId).Select(producer => new ProducerState(
                producer.ProducerId,
                producer.ProducerEpoch,
                producer.LastSequence,
                producer.LastTimestamp,
                producer.CoordinatorEpoch,
                producer.CurrentTxnStartOffset < 0 ? null : producer.CurrentTxnStartOffset)),
        ];
    }

    /// <summary>Asks the leader of a partition, and looks for it again when it was not the one.</summary>
    private Task<TResponse> CallLeaderAsync<TResponse>(
        TopicPartition partition, Protocol.IRequest<TResponse> request, string what, Func<TResponse, (ErrorCode Error, string? Message)> errorOf)
        where TResponse : Protocol.IResponse => RetryAsync(async () =>
        {
            await _cluster.TopicAsync(partition.Topic, TimeSpan.Zero);
            if (_cluster.Metadata.Partition(partition) is not { } known)
            {
                throw ClientErrors.Create(ErrorCode.UnknownTopicOrPartition, what);
            }

            if (!known.HasLeader)
            {
                await _cluster.RefreshAsync();
                throw ClientErrors.Create(ErrorCode.LeaderNotAvailable, what);
            }

            var answer = await ClusterClient.CallAsync(await ConnectAsync(known.LeaderId), request, _timeout);
            var (error, message) = errorOf(answer);
            if (error.IsRetriable())
            {
                await _cluster.RefreshAsync();
            }

            ClientErrors.ThrowIfError(error, what, message);
            return answer;
        });
}
