using MiniKafka.Client.Cluster;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Client.Consumers;

/// <summary>
/// Reads and writes the offsets of a group at its coordinator, which it finds again when it moves. Used on the client's
/// loop.
/// </summary>
internal sealed class GroupOffsets(ClusterClient cluster, string groupId)
{
    private const short LastVersionWithNames = 9;
    private const short FirstVersionWithGroups = 8;

    /// <summary>The offsets that are committed; partitions without one are left out.</summary>
    /// <param name="partitions">Which partitions; null for all.</param>
    /// <param name="requireStable">Whether to wait for transactions that are about to commit offsets.</param>
    /// <param name="timeout">How long to try.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyDictionary<TopicPartition, TopicPartitionOffset>> FetchAsync(
        IReadOnlyList<TopicPartition>? partitions, bool requireStable, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        RetryAsync(() => FetchOnceAsync(partitions, requireStable, timeout), timeout, cancellationToken);

    /// <summary>Commits offsets for a member, or for nobody in particular.</summary>
    public Task CommitAsync(
        IReadOnlyList<TopicPartitionOffset> places, GroupIdentity member, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        RetryAsync(() => CommitOnceAsync(places, member, timeout), timeout, cancellationToken);

    /// <summary>Runs a call to the coordinator; forgets it when it is not the one or cannot be reached.</summary>
    public async Task<T> AtCoordinatorAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (KafkaException exception) when (exception.Code is ErrorCode.NotCoordinator or ErrorCode.CoordinatorNotAvailable
            or ErrorCode.NetworkException or ErrorCode.RequestTimedOut)
        {
            cluster.ForgetCoordinator(CoordinatorKind.Group, groupId);
            throw;
        }
    }

    /// <summary>Sends a request to the coordinator.</summary>
    public async Task<TResponse> CallAsync<TResponse>(
        IRequest<TResponse> request, ConnectionPurpose purpose, TimeSpan timeout, short newestVersion = short.MaxValue)
        where TResponse : IResponse
    {
        var node = await cluster.CoordinatorAsync(CoordinatorKind.Group, groupId, TimeSpan.Zero);
        var connection = await cluster.ConnectionToAsync(node, purpose);
        try
        {
            return await connection.CallAsync(request, newestVersion, timeout);
        }
        catch (Exception exception) when (ClientErrors.IsKnown(exception))
        {
            throw ClientErrors.Translate(exception, $"{request.ApiKey} of group '{groupId}'");
        }
    }

    private Task<T> RetryAsync<T>(Func<Task<T>> attempt, TimeSpan timeout, CancellationToken cancellationToken) => cluster.Backoff.RetryAsync(
        () => AtCoordinatorAsync(attempt), timeout, cluster.Loop.Clock, cancellationToken: cancellationToken);

    private async Task<IReadOnlyDictionary<TopicPartition, TopicPartitionOffset>> FetchOnceAsync(
        IReadOnlyList<TopicPartition>? partitions, bool requireStable, TimeSpan timeout)
    {
        var what = $"Reading the offsets of group '{groupId}'";
        var byTopic = partitions?.GroupBy(partition => partition.Topic, StringComparer.Ordinal).ToList();
        var node = await cluster.CoordinatorAsync(CoordinatorKind.Group, groupId, TimeSpan.Zero);
        var connection = await cluster.ConnectionToAsync(node, ConnectionPurpose.General);
        var request = new OffsetFetchRequest { RequireStable = requireStable };
        if (connection.VersionOf(ApiKey.OffsetFetch, LastVersionWithNames) >= FirstVersionWithGroups)
        {
            request.Groups.Add(new OffsetFetchRequest.OffsetFetchRequestGroup
            {
                GroupId = groupId,
                Topics = byTopic?.ConvertAll(topic => new OffsetFetchRequest.OffsetFetchRequestTopics
                {
                    Name = topic.Key,
                    PartitionIndexes = [.. topic.Select(partition => partition.Partition)],
                }),
            });
        }
        else
        {
            request.GroupId = groupId;
            request.RequireStable = false;
            request.Topics = byTopic?.ConvertAll(topic => new OffsetFetchRequest.OffsetFetchRequestTopic
            {
                Name = topic.Key,
                PartitionIndexes = [.. topic.Select(partition => partition.Partition)],
            });
        }

        var answer = await CallAsync(request, ConnectionPurpose.General, timeout, LastVersionWithNames);
        ClientErrors.ThrowIfError(answer.ErrorCode, what);
        var found = new SortedDictionary<TopicPartition, TopicPartitionOffset>();
        foreach (var group in answer.Groups)
        {
            ClientErrors.ThrowIfError(group.ErrorCode, what);
            foreach (var topic in group.Topics)
            {
                foreach (var one in topic.Partitions)
                {
                    Take(found, topic.Name, one.PartitionIndex, one.CommittedOffset, one.CommittedLeaderEpoch, one.ErrorCode);
                }
            }
        }

        foreach (var topic in answer.Topics)
        {
            foreach (var one in topic.Partitions)
            {
                Take(found, topic.Name, one.PartitionIndex, one.CommittedOffset, one.CommittedLeaderEpoch, one.ErrorCode);
            }
        }

        return found;
    }

    private static void Take(
        SortedDictionary<TopicPartition, TopicPartitionOffset> found, string topic, int partition, long offset, int leaderEpoch, ErrorCode error)
    {
        ClientErrors.ThrowIfError(error, $"Reading the committed offset of {topic}-{partition}");
        if (offset >= 0)
        {
            found[new TopicPartition(topic, partition)] = new TopicPartitionOffset(topic, partition, offset) { LeaderEpoch = leaderEpoch };
        }
    }

    private async Task<bool> CommitOnceAsync(IReadOnlyList<TopicPartitionOffset> places, GroupIdentity member, TimeSpan timeout)
    {
        var request = new OffsetCommitRequest
        {
            GroupId = groupId,
            MemberId = member.MemberId,
            GenerationIdOrMemberEpoch = member.Generation,
            GroupInstanceId = member.GroupInstanceId,
            Topics =
            [
                .. places.GroupBy(place => place.Topic, StringComparer.Ordinal).Select(topic => new OffsetCommitRequest.OffsetCommitRequestTopic
                {
                    Name = topic.Key,
                    Partitions =
                    [
                        .. topic.Select(place => new OffsetCommitRequest.OffsetCommitRequestPartition
                        {
                            PartitionIndex = place.Partition,
                            CommittedOffset = place.Offset,
                            CommittedLeaderEpoch = place.LeaderEpoch,
                        }),
                    ],
                }),
            ],
        };
        var answer = await CallAsync(request, ConnectionPurpose.General, timeout, LastVersionWithNames);
        foreach (var topic in answer.Topics)
        {
            foreach (var partition in topic.Partitions)
            {
                ClientErrors.ThrowIfError(partition.ErrorCode, $"Committing the offset of {topic.Name}-{partition.PartitionIndex} for group '{groupId}'");
            }
        }

        return true;
    }
}
