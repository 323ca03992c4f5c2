using MiniKafka.Assignment;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Client.Consumers;

/// <summary>
/// How members of a consumer group tell each other what they want and what they get: the bytes inside JoinGroup and
/// SyncGroup, which brokers do not look into.
/// </summary>
internal static class GroupProtocol
{
    public const string Type = "consumer";
    private const short Version = 3;
    private const string Sticky = "sticky";

    /// <summary>What a member asks for under one assignor.</summary>
    /// <param name="assignor">The assignor.</param>
    /// <param name="topics">The topics.</param>
    /// <param name="owned">What it keeps while the group rebalances.</param>
    /// <param name="previous">What it had before, for an assignor that would like to give it back.</param>
    /// <param name="generation">The generation in which it had that.</param>
    public static byte[] Subscription(
        IPartitionAssignor assignor,
        IReadOnlyList<string> topics,
        IReadOnlyCollection<TopicPartition> owned,
        IReadOnlyCollection<TopicPartition> previous,
        int generation) => VersionedData.Encode(
            new ConsumerProtocolSubscription
            {
                Topics = [.. topics],
                GenerationId = generation,
                OwnedPartitions =
                [
                    .. owned.GroupBy(partition => partition.Topic, StringComparer.Ordinal).Select(topic => new ConsumerProtocolSubscription.TopicPartition
                    {
                        Topic = topic.Key,
                        Partitions = [.. topic.Select(partition => partition.Partition)],
                    }),
                ],
                UserData = assignor.Name == Sticky && previous.Count > 0 ? StickyUserData.Encode(previous, generation) : null,
            },
            Version);

    public static List<TopicPartition> ReadAssignment(byte[] bytes) => bytes.Length == 0
        ? []
        : [.. VersionedData.Decode<ConsumerProtocolAssignment>(bytes).AssignedPartitions
            .SelectMany(topic => topic.Partitions, (topic, partition) => new TopicPartition(topic.Topic, partition)).Order()];

    /// <summary>What the members of a group asked for, as its leader gets to see it.</summary>
    public static List<GroupSubscription> ReadMembers(JoinGroupResponse answer) => answer.Members.ConvertAll(member =>
    {
        var asked = VersionedData.Decode<ConsumerProtocolSubscription>(member.Metadata);
        var owned = asked.OwnedPartitions
            .SelectMany(topic => topic.Partitions, (topic, partition) => new TopicPartition(topic.Topic, partition)).ToList();
        var generation = asked.GenerationId;
        if (answer.ProtocolName == Sticky && asked.UserData is { Length: > 0 } data)
        {
            (owned, generation) = StickyUserData.Decode(data);
        }

        return new GroupSubscription(member.MemberId, asked.Topics)
        {
            GroupInstanceId = member.GroupInstanceId,
            OwnedPartitions = owned,
            Generation = generation,
        };
    });

    public static SyncGroupRequest.SyncGroupRequestAssignment WriteAssignment(string memberId, IReadOnlyList<TopicPartition> partitions) => new()
    {
        MemberId = memberId,
        Assignment = VersionedData.Encode(
            new ConsumerProtocolAssignment
            {
                AssignedPartitions =
                [
                    .. partitions.GroupBy(partition => partition.Topic, StringComparer.Ordinal).Select(topic => new ConsumerProtocolAssignment.TopicPartition
                    {
                        Topic = topic.Key,
                        Partitions = [.. topic.Select(partition => partition.Partition)],
                    }),
                ],
            },
            Version),
    };
}
