using MiniKafka.Client.Admin;
using MiniKafka.Client.Cluster;
using MiniKafka.Client.Consumers;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Client;

/// <content>
/// Describing groups of every kind. Each kind has a request of its own, and the one for the classic kind says of the others that it knows no such group;
/// then they are asked in turn, as far as the coordinator has them.
/// </content>
public sealed partial class AdminClient
{
    private const string ConsumerProtocol = "consumer";

    /// <inheritdoc/>
    public Task<GroupDescription> DescribeGroupAsync(string groupId, CancellationToken cancellationToken = default)
    {
        var group = GroupOf(groupId);
        return RetryAsync(
            () => group.AtCoordinatorAsync(async () =>
            {
                try
                {
                    return await DescribeClassicAsync(group, groupId);
                }
                catch (KafkaException unknown) when (unknown.Code == ErrorCode.GroupIdNotFound)
                {
                    if (await DescribeNewerAsync(group, groupId) is { } newer)
                    {
                        return newer;
                    }

                    throw;
                }
            }),
            cancellationToken);
    }

    private async Task<GroupDescription> DescribeClassicAsync(GroupOffsets group, string groupId)
    {
        var described = (await group.CallAsync(new DescribeGroupsRequest { Groups = [groupId] }, ConnectionPurpose.General, _timeout)).Groups[0];
        ClientErrors.ThrowIfError(described.ErrorCode, $"Describing group '{groupId}'");
        return new GroupDescription(
            described.GroupId,
            described.GroupState,
            described.ProtocolType,
            described.ProtocolData,
            [
                .. described.Members.Select(member => new MemberDescription(
                    member.MemberId, member.GroupInstanceId, member.ClientId, member.ClientHost, AssignmentOf(described.ProtocolType, member.MemberAssignment))),
            ])
        {
            Coordinator = await CoordinatorOfAsync(groupId),
        };
    }

    /// <summary>A group of the newer kinds; null where the coordinator has none of that name, or does not know these kinds.</summary>
    private async Task<GroupDescription?> DescribeNewerAsync(GroupOffsets group, string groupId)
    {
        var coordinator = await CoordinatorOfAsync(groupId);
        try
        {
            var consumers = (await group.CallAsync(new ConsumerGroupDescribeRequest { GroupIds = [groupId] }, ConnectionPurpose.General, _timeout)).Groups[0];
            if (consumers.ErrorCode != ErrorCode.GroupIdNotFound)
            {
                ClientErrors.ThrowIfError(consumers.ErrorCode, $"Describing group '{groupId}'", consumers.ErrorMessage);
                return Describe(consumers) with { Coordinator = coordinator };
            }

            var share = (await group.CallAsync(new ShareGroupDescribeRequest { GroupIds = [groupId] }, ConnectionPurpose.General, _timeout)).Groups[0];
            if (share.ErrorCode != ErrorCode.GroupIdNotFound)
            {
                ClientErrors.ThrowIfError(share.ErrorCode, $"Describing group '{groupId}'", share.ErrorMessage);
                return Describe(share) with { Coordinator = coordinator };
            }

            return null;
        }
        catch (KafkaException unserved) when (unserved.Code == ErrorCode.UnsupportedVersion)
        {
            return null;
        }
    }

    private Task<int> CoordinatorOfAsync(string groupId) => _cluster.CoordinatorAsync(CoordinatorKind.Group, groupId, TimeSpan.Zero);

    private static GroupDescription Describe(ConsumerGroupDescribeResponse.DescribedGroup group) => new(
        group.GroupId,
        group.GroupState,
        ConsumerProtocol,
        group.AssignorName,
        [
            .. group.Members.Select(static member => new MemberDescription(
                member.MemberId,
                member.InstanceId,
                member.ClientId,
                member.ClientHost,
                [.. member.Assignment.TopicPartitions.SelectMany(static topic => topic.Partitions, static (topic, partition) => new TopicPartition(topic.TopicName, partition)).Order()])),
        ])
    {
        Type = GroupTypes.Consumer,
        Epoch = group.GroupEpoch,
    };

    private static GroupDescription Describe(ShareGroupDescribeResponse.DescribedGroup group) => new(
        group.GroupId,
        group.GroupState,
        GroupTypes.Share,
        group.AssignorName,
        [
            .. group.Members.Select(static member => new MemberDescription(
                member.MemberId,
                null,
                member.ClientId,
                member.ClientHost,
                [.. member.Assignment.TopicPartitions.SelectMany(static topic => topic.Partitions, static (topic, partition) => new TopicPartition(topic.TopicName, partition)).Order()])),
        ])
    {
        Type = GroupTypes.Share,
        Epoch = group.GroupEpoch,
    };

    private static List<TopicPartition> AssignmentOf(string protocolType, byte[] assignment) =>
        protocolType != ConsumerProtocol || assignment.Length == 0
            ? []
            : [.. VersionedData.Decode<ConsumerProtocolAssignment>(assignment).AssignedPartitions
                .SelectMany(topic => topic.Partitions, (topic, partition) => new TopicPartition(topic.Topic, partition)).Order()];
}
