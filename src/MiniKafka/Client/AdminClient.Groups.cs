using MiniKafka.Client.Admin;
using MiniKafka.Client.Cluster;
using MiniKafka.Client.Consumers;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Client;

/// <content>Groups and their offsets.</content>
public sealed partial class AdminClient
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<GroupListing>> ListGroupsAsync(CancellationToken cancellationToken = default) => RetryAsync(
        async () =>
        {
            await _cluster.RefreshAsync();
            var groups = new SortedDictionary<string, GroupListing>(StringComparer.Ordinal);
            foreach (var nodeId in _cluster.Metadata.Brokers.Keys)
            {
                var answer = await ClusterClient.CallAsync(await ConnectAsync(nodeId), new ListGroupsRequest(), _timeout);
                ClientErrors.ThrowIfError(answer.ErrorCode, $"Listing the groups of broker {nodeId}");
                foreach (var group in answer.Groups)
                {
                    var type = group.GroupType.Length > 0 ? group.GroupType.ToLowerInvariant() : GroupTypes.Classic;
                    groups[group.GroupId] = new GroupListing(group.GroupId, group.ProtocolType, group.GroupState) { Type = type };
                }
            }

            return (IReadOnlyList<GroupListing>)[.. groups.Values];
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task DeleteGroupAsync(string groupId, CancellationToken cancellationToken = default) =>
        AtCoordinatorAsync(groupId, new DeleteGroupsRequest { GroupsNames = [groupId] }, answer => answer.Results[0].ErrorCode, "Deleting", static answer => answer, cancellationToken);

    /// <inheritdoc/>
    public Task RemoveGroupMembersAsync(string groupId, IEnumerable<string> groupInstanceIds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(groupInstanceIds);
        var request = new LeaveGroupRequest
        {
            GroupId = groupId,
            Members = [.. groupInstanceIds.Select(name => new LeaveGroupRequest.MemberIdentity { GroupInstanceId = name, Reason = "removed by an administrator" })],
        };
        return AtCoordinatorAsync(
            groupId,
            request,
            answer => answer.ErrorCode != ErrorCode.None
                ? answer.ErrorCode
                : answer.Members.Find(member => member.ErrorCode != ErrorCode.None)?.ErrorCode ?? ErrorCode.None,
            "Removing members of",
            static answer => answer,
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<TopicPartition, TopicPartitionOffset>> ListGroupOffsetsAsync(string groupId, CancellationToken cancellationToken = default)
    {
        var group = GroupOf(groupId);
        return _cluster.InvokeAsync(() => group.FetchAsync(partitions: null, requireStable: false, _timeout, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task AlterGroupOffsetsAsync(string groupId, IEnumerable<TopicPartitionOffset> offsets, CancellationToken cancellationToken = default)
    {
        var places = PartitionArguments.CheckOffsets(offsets);
        var group = GroupOf(groupId);
        return _cluster.InvokeAsync(() => group.CommitAsync(places, GroupIdentity.Nobody, _timeout, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task DeleteGroupOffsetsAsync(string groupId, IEnumerable<TopicPartition> partitions, CancellationToken cancellationToken = default)
    {
        var asked = PartitionArguments.Check(partitions);
        var request = new OffsetDeleteRequest
        {
            GroupId = groupId,
            Topics =
            [
                .. asked.GroupBy(partition => partition.Topic, StringComparer.Ordinal).Select(topic => new OffsetDeleteRequest.OffsetDeleteRequestTopic
                {
                    Name = topic.Key,
                    Partitions = [.. topic.Select(partition => new OffsetDeleteRequest.OffsetDeleteRequestPartition { PartitionIndex = partition.Partition })],
                }),
            ],
        };
        return AtCoordinatorAsync(groupId, request, FirstError, "Deleting offsets of", static answer => answer, cancellationToken);

        static ErrorCode FirstError(OffsetDeleteResponse answer) => answer.ErrorCode != ErrorCode.None
            ? answer.ErrorCode
            : answer.Topics.SelectMany(topic => topic.Partitions).FirstOrDefault(partition => partition.ErrorCode != ErrorCode.None)?.ErrorCode ?? ErrorCode.None;
    }

    private GroupOffsets GroupOf(string groupId)
    {
        ArgumentNullException.ThrowIfNull(groupId);
        return new GroupOffsets(_cluster, groupId);
    }

    private Task<T> AtCoordinatorAsync<TResponse, T>(
        string groupId, IRequest<TResponse> request, Func<TResponse, ErrorCode> errorOf, string what, Func<TResponse, T> read, CancellationToken cancellationToken)
        where TResponse : IResponse
    {
        var group = GroupOf(groupId);
        return RetryAsync(
            () => group.AtCoordinatorAsync(async () =>
            {
                var answer = await group.CallAsync(request, ConnectionPurpose.General, _timeout);
                ClientErrors.ThrowIfError(errorOf(answer), $"{what} group '{groupId}'");
                return read(answer);
            }),
            cancellationToken);
    }
}
