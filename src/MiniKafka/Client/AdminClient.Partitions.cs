using MiniKafka.Client.Admin;
using MiniKafka.Client.Cluster;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Client;

/// <content>Replicas and leaders of partitions, and what leaders remember.</content>
public sealed partial class AdminClient
{
    /// <inheritdoc/>
    public Task AlterPartitionReassignmentsAsync(IEnumerable<KeyValuePair<TopicPartition, IReadOnlyList<int>?>> replicas, CancellationToken cancellationToken = default)
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
        return CallAnyAsync(
            request,
            answer =>
            {
                ClientErrors.ThrowIfError(answer.ErrorCode, "Moving partitions", answer.ErrorMessage);
                foreach (var topic in answer.Responses)
                {
                    foreach (var partition in topic.Partitions)
                    {
                        ClientErrors.ThrowIfError(partition.ErrorCode, $"Moving {topic.Name}-{partition.PartitionIndex}", partition.ErrorMessage);
                    }
                }
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<TopicPartition, PartitionReassignment>> ListPartitionReassignmentsAsync(CancellationToken cancellationToken = default)
    {
        return CallAnyAsync(new ListPartitionReassignmentsRequest { TimeoutMs = TimeoutMs, Topics = null }, Read, cancellationToken);

        static IReadOnlyDictionary<TopicPartition, PartitionReassignment> Read(ListPartitionReassignmentsResponse answer)
        {
            ClientErrors.ThrowIfError(answer.ErrorCode, "Listing the moves of partitions", answer.ErrorMessage);
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
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<TopicPartition>> ElectLeadersAsync(ElectionType type = ElectionType.Preferred, IEnumerable<TopicPartition>? partitions = null, CancellationToken cancellationToken = default)
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
        return _cluster.InvokeAsync(
            async () => Elected(await CallAnyAsync(
                request,
                answer =>
                {
                    ClientErrors.ThrowIfError(answer.ErrorCode, "Electing leaders");
                    return answer.ReplicaElectionResults;
                },
                cancellationToken)),
            cancellationToken);

        // What an election came to is an answer; asking again would not change it.
        static IReadOnlyList<TopicPartition> Elected(List<ElectLeadersResponse.ReplicaElectionResult> results)
        {
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
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ProducerState>> DescribeProducersAsync(TopicPartition partition, CancellationToken cancellationToken = default)
    {
        PartitionArguments.Check(partition);
        var what = $"Describing the producers of {partition}";
        var request = new DescribeProducersRequest
        {
            Topics = [new DescribeProducersRequest.TopicRequest { Name = partition.Topic, PartitionIndexes = [partition.Partition] }],
        };
        return CallLeaderAsync(
            partition,
            request,
            what,
            answer => (answer.Topics[0].Partitions[0].ErrorCode, answer.Topics[0].Partitions[0].ErrorMessage),
            IReadOnlyList<ProducerState> (answer) =>
            [
                .. answer.Topics[0].Partitions[0].ActiveProducers.OrderBy(producer => producer.ProducerId).Select(producer => new ProducerState(
                    producer.ProducerId,
                    producer.ProducerEpoch,
                    producer.LastSequence,
                    producer.LastTimestamp,
                    producer.CoordinatorEpoch,
                    producer.CurrentTxnStartOffset < 0 ? null : producer.CurrentTxnStartOffset)),
            ],
            cancellationToken);
    }

    /// <summary>Asks the leader of a partition, and looks for it again when it was not the one.</summary>
    private Task<T> CallLeaderAsync<TResponse, T>(
        TopicPartition partition,
        IRequest<TResponse> request,
        string what,
        Func<TResponse, (ErrorCode Error, string? Message)> errorOf,
        Func<TResponse, T> read,
        CancellationToken cancellationToken)
        where TResponse : IResponse => RetryAsync(
            async () =>
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
                return read(answer);
            },
            cancellationToken);
}
