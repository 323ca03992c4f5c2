using MiniKafka.Client.Admin;
using MiniKafka.Client.Cluster;
using MiniKafka.Client.Consumers;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Client;

/// <content>Groups and their offsets.</content>
public sealed partial class AdminClient
{
    private const string ConsumerProtocol = "consumer";

    /// <summary>All groups of the cluster, by id.</summary>
    public async Task<IReadOnlyList<GroupListing>> ListGroupsAsync() => await RetryAsync(async () =>
    {
        await _cluster.RefreshAsync();
        var groups = new SortedDictionary<string, GroupListing>(StringComparer.Ordinal);
        foreach (var nodeId in _cluster.Metadata.Brokers.Keys)
        {
            var answer = await ClusterClient.CallAsync(await ConnectAsync(nodeId), new ListGroupsRequest(), _timeout);
            ClientErrors.ThrowIfError(answer.ErrorCode, $"Listing the groups of broker {nodeId}");
            foreach (var group in answer.Groups)
            {
                groups[group.GroupId] = new GroupListing(group.GroupId, group.ProtocolType, group.GroupState);
            }
        }

        return (IReadOnlyList<GroupListing>)[.. groups.Values];
    });

    /// <summary>A group with its members.</summary>
    /// <exception cref="KafkaException">The group does not exist.</exception>
    public async Task<GroupDescription> DescribeGroupAsync(string groupId)
    {
        var answer = await AtCoordinatorAsync(groupId, new DescribeGroupsRequest { Groups = [groupId] }, answer => answer.Groups[0].ErrorCode, "Describing");
        var group = answer.Groups[0];
        return new GroupDescription(
            group.GroupId,
            group.GroupState,
            group.ProtocolType,
            group.ProtocolData,
            [
                .. group.Members.Select(member => new MemberDescription(
                    member.MemberId, member.GroupInstanceId, member.ClientId, member.ClientHost, AssignmentOf(group.ProtocolType, member.MemberAssignment))),
            ]);
    }

    /// <summary>Deletes a group without members, with its offsets.</summary>
    /// <exception cref="KafkaException">The group has members, or does not exist.</exception>
    public Task DeleteGroupAsync(string groupId) =>
        AtCoordinatorAsync(groupId, new DeleteGroupsRequest { GroupsNames = [groupId] }, answer => answer.Results[0].ErrorCode, "Deleting");

    /// <summary>Takes static members out of a group, which would otherwise wait for their session to time out.</summary>
    /// <exception cref="KafkaException">The group has no member of that name.</exception>
    public async Task RemoveGroupMembersAsync(string groupId, IEnumerable<string> groupInstanceIds)
    {
        ArgumentNullException.ThrowIfNull(groupInstanceIds);
        var request = new LeaveGroupRequest
        {
            GroupId = groupId,
            Members = [.. groupInstanceIds.Select(name => new LeaveGroupRequest.MemberIdentity { GroupInstanceId = name, Reason = "removed by an administrator" })],
        };
        await AtCoordinatorAsync(
            groupId,
            request,
            answer => answer.ErrorCode != ErrorCode.None
                ? answer.ErrorCode
                : answer.Members.Find(member => member.ErrorCode != ErrorCode.None)?.ErrorCode ?? ErrorCode.None,
            "Removing members of");
    }

    /// <summary>The offsets that a group has committed.</summary>
    public async Task<IReadOnlyDictionary<TopicPartition, TopicPartitionOffset>> ListGroupOffsetsAsync(string groupId) =>
        await RunAsync(() => GroupOf(groupId).FetchAsync(partitions: null, requireStable: false, _timeout));

    /// <summary>Sets offsets of a group without members.</summary>
    /// <exception cref="KafkaException">The group has members.</exception>
    public Task AlterGroupOffsetsAsync(string groupId, IEnumerable<TopicPartitionOffset> offsets)
    {
        var places = PartitionArguments.CheckOffsets(offsets);
        var group = GroupOf(groupId);
        return _cluster.Loop.InvokeAsync(() => group.CommitAsync(places, GroupIdentity.Nobody, _timeout));
    }

    /// <summary>Deletes offsets of a group, of topics that none of its members reads.</summary>
    /// <exception cref="KafkaException">The group does not exist, or a member reads one of the topics.</exception>
    public async Task DeleteGroupOffsetsAsync(string groupId, IEnumerable<TopicPartition> partitions)
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
        await AtCoordinatorAsync(groupId, request, FirstError, "Deleting offsets of");

        static ErrorCode FirstError(OffsetDeleteResponse answer) => answer.ErrorCode != ErrorCode.None
            ? answer.ErrorCode
            : answer.Topics.SelectMany(topic => topic.Partitions).FirstOrDefault(partition => partition.ErrorCode != ErrorCode.None)?.ErrorCode ?? ErrorCode.None;
    }

    private static List<TopicPartition> AssignmentOf(string protocolType, byte[] assignment) =>
        protocolType != ConsumerProtocol || assignment.Length == 0
            ? []
            : [.. VersionedData.Decode<ConsumerProtocolAssignment>(assignment).AssignedPartitions
                .SelectMany(topic => topic.Partitions, (topic, partition) => new TopicPartition(topic.Topic, partition)).Order()];

    private GroupOffsets GroupOf(string groupId)
    {
        ArgumentNullException.ThrowIfNull(groupId);
        return new GroupOffsets(_cluster, groupId);
    }

    private Task<TResponse> AtCoordinatorAsync<TResponse>(string groupId, IRequest<TResponse> request, Func<TResponse, ErrorCode> errorOf, string what)
        where TResponse : IResponse
    {
        var group = GroupOf(groupId);
        return RetryAsync(() => group.AtCoordinatorAsync(async () =>
        {
            var answer = await group.CallAsync(request, ConnectionPurpose.General, _timeout);
            ClientErrors.ThrowIfError(errorOf(answer), $"{what} group '{groupId}'");
            return answer;
        }));
    }
}
