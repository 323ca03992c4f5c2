using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Tests.Coordination.Groups;

/// <summary>Describing, listing and deleting groups and offsets as Apache Kafka does.</summary>
public sealed class GroupAdministrationTests
{
    [Fact]
    public void A_group_that_does_not_exist_is_dead() => GroupBroker.Run(broker =>
    {
        var old = broker.Describe("none", 5);
        Assert.Equal((ErrorCode.None, "Dead", null), (old.ErrorCode, old.GroupState, old.ErrorMessage));
        var now = broker.Describe("none");
        Assert.Equal((ErrorCode.GroupIdNotFound, "Dead", "Group none not found."), (now.ErrorCode, now.GroupState, now.ErrorMessage));
        Assert.Equal(int.MinValue, now.AuthorizedOperations);
        return Task.CompletedTask;
    });

    [Fact]
    public void Groups_are_listed_by_state_and_type() => GroupBroker.Run(async broker =>
    {
        await broker.FormAsync("a");
        await broker.JoinAsync(group: "completing", version: 3);
        await broker.JoinAsync(group: "empty");
        string List(string[] states, params string[] types) => string.Join(' ', broker.Coordinator
            .ListGroups(5, new ListGroupsRequest { StatesFilter = [.. states], TypesFilter = [.. types] })
            .Groups.Select(g => $"{g.GroupId}/{g.GroupState}/{g.ProtocolType}/{g.GroupType}"));

        Assert.Equal("completing/CompletingRebalance/consumer/classic empty/Empty//classic g/Stable/consumer/classic", List([]));
        Assert.Equal("empty/Empty//classic g/Stable/consumer/classic", List(["STABLE", "Empty"]));
        Assert.Equal("", List(["Nonsense"]));
        Assert.Equal("", List([""]));
        Assert.Equal("g/Stable/consumer/classic", List([" stable\t"]));
        Assert.Equal("", List([], " classic"));
        Assert.Equal("g/Stable/consumer/classic", List(["stable"], "nonsense", "Classic"));
        Assert.Equal("", List(["stable"], "consumer"));
    });

    [Fact]
    public void A_subscription_is_read_as_its_first_version_whichever_it_names() => GroupBroker.Run(async broker =>
    {
        // Version 1, one topic, no user data, and nothing of what version 1 added.
        const string Subscription = "\0\u0001\0\0\0\u0001\0\u0001t\0\0\0\0";
        await broker.FormAsync(Subscription);
        Assert.Equal(
            (ErrorCode.None, "t-0=GroupSubscribedToTopic u-0=None"),
            await DeleteOffsetsAsync(broker, "g", ("t", [0]), ("u", [0])));
    });

    [Fact]
    public void Only_groups_without_members_are_deleted() => GroupBroker.Run(async broker =>
    {
        var member = (await broker.FormAsync("a"))[0];
        Assert.Equal("g=NonEmptyGroup none=GroupIdNotFound", await DeleteAsync(broker, "g", "none"));
        await broker.CommitAsync(3, 1, member);
        await broker.LeaveAsync(member);
        Assert.Equal("g=None", await DeleteAsync(broker, "g", "g"));
        Assert.Equal("g=GroupIdNotFound", await DeleteAsync(broker, "g"));
        Assert.Equal("", await DeleteAsync(broker));
        await broker.RestartAsync();
        Assert.Equal(ErrorCode.GroupIdNotFound, broker.Describe().ErrorCode);
        Assert.Equal("t-0=-1", await broker.StoredAsync(partitions: 0));
        Assert.Equal(ErrorCode.UnknownMemberId, (await broker.JoinAsync(member)).ErrorCode);
        Assert.Equal(1, (await broker.JoinAsync(version: 3)).GenerationId);
    });

    [Fact]
    public void What_is_wrong_with_the_group_comes_before_unknown_topics_of_a_deletion_of_offsets() => GroupBroker.Run(async broker =>
    {
        Assert.Equal((ErrorCode.GroupIdNotFound, ""), await DeleteOffsetsAsync(broker, "none", ("nope", [0])));
        Assert.Equal((ErrorCode.InvalidGroupId, ""), await DeleteOffsetsAsync(broker, "", ("nope", [0])));
        await broker.CommitAsync(5);
        Assert.Equal((ErrorCode.None, "nope-0=UnknownTopicOrPartition"), await DeleteOffsetsAsync(broker, "g", ("nope", [0])));
        Assert.Equal((ErrorCode.None, "nope:"), await DeleteOffsetsAsync(broker, "g", ("nope", []), ("t", [])));
    });

    [Fact]
    public void The_empty_id_is_real_for_offsets_and_deletion_only() => GroupBroker.Run(async broker =>
    {
        var request = GroupBroker.CommitRequest(-1, "", null, ("t", 0, 1, ""));
        request.GroupId = "";
        Assert.Equal(ErrorCode.None, (await broker.Coordinator.OffsetCommitAsync(GroupBroker.Context(9), request)).Topics[0].Partitions[0].ErrorCode);
        Assert.Equal("Empty", broker.Describe("").GroupState);
        Assert.Equal(ErrorCode.InvalidGroupId, broker.Beat("m", 1, group: ""));
        Assert.Equal(ErrorCode.InvalidGroupId, (await broker.Coordinator.LeaveGroupAsync(GroupBroker.Context(5), new LeaveGroupRequest())).ErrorCode);
        Assert.Equal(ErrorCode.InvalidGroupId, (await broker.Coordinator.OffsetDeleteAsync(0, DeleteRequest("", "t", 0))).ErrorCode);
        Assert.Equal("=None", await DeleteAsync(broker, ""));
        Assert.Equal("=GroupIdNotFound", await DeleteAsync(broker, ""));
    });

    [Fact]
    public void Offsets_of_subscribed_topics_are_not_deleted() => GroupBroker.Run(async broker =>
    {
        var joined = await broker.JoinSubscribingAsync("t");
        await broker.SyncAsync(joined.MemberId, 1, assignments: (joined.MemberId, "x"));
        await broker.CommitAsync(1, 1, joined.MemberId);
        await broker.CommitAsync(2, 1, joined.MemberId, topic: "u");
        Assert.Equal(ErrorCode.GroupSubscribedToTopic, await broker.DeleteOffsetAsync("t", 0));
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, await broker.DeleteOffsetAsync("t", 9));
        Assert.Equal(ErrorCode.None, await broker.DeleteOffsetAsync("u", 0));
        Assert.Equal("t-0=1", await broker.StoredAsync());
        await broker.LeaveAsync(joined.MemberId);
        Assert.Equal(ErrorCode.None, await broker.DeleteOffsetAsync("t", 0));
        Assert.Equal("", await broker.StoredAsync());
        Assert.Equal("Empty", broker.State);
    });

    [Fact]
    public void Offsets_of_a_group_of_another_type_are_deleted_when_it_is_empty() => GroupBroker.Run(async broker =>
    {
        Assert.Equal(ErrorCode.GroupIdNotFound, await broker.DeleteOffsetAsync("t", 0));
        var joined = await broker.JoinNewAsync(type: "connect");
        await broker.SyncAsync(joined.MemberId, 1, type: "connect", assignments: (joined.MemberId, "x"));
        await broker.CommitAsync(1, 1, joined.MemberId);
        Assert.Equal(ErrorCode.NonEmptyGroup, await broker.DeleteOffsetAsync("t", 0));
        await broker.LeaveAsync(joined.MemberId);
        Assert.Equal(ErrorCode.None, await broker.DeleteOffsetAsync("t", 0));
    });

    [Fact]
    public void Offsets_of_a_deleted_topic_go_with_it() => GroupBroker.Run(async broker =>
    {
        await broker.CommitAsync(1);
        await broker.CommitAsync(2, topic: "u");
        await broker.CommitInTransactionAsync(7, 3);
        broker.Topics.Delete("t");
        Assert.Equal("u-0=2", await broker.StoredAsync());
        await broker.EndTransactionAsync(7, commit: true);
        await broker.RestartAsync();
        Assert.Equal("u-0=2", await broker.StoredAsync());
    });

    [Fact]
    public void Topics_are_named_by_id_from_version_10_on() => GroupBroker.Run(async broker =>
    {
        var id = broker.Topics.FindId("t");
        var request = GroupBroker.CommitRequest(-1, "", null, ("", 1, 11, "by id"), ("", 9, 1, ""), ("", 0, 1, ""));
        request.Topics[0].TopicId = id;
        request.Topics[1].TopicId = id;
        request.Topics[2].TopicId = new Uuid(9, 9);
        var committed = await broker.Coordinator.OffsetCommitAsync(GroupBroker.Context(10), request);
        Assert.Equal(
            [ErrorCode.None, ErrorCode.UnknownTopicOrPartition, ErrorCode.UnknownTopicId],
            committed.Topics.SelectMany(t => t.Partitions).Select(p => p.ErrorCode));
        Assert.Equal("t-1=11", await broker.StoredAsync());
        var fetched = await broker.Coordinator.OffsetFetchAsync(GroupBroker.Context(10), new OffsetFetchRequest
        {
            Groups =
            [
                new OffsetFetchRequest.OffsetFetchRequestGroup
                {
                    GroupId = "g",
                    Topics =
                    [
                        new OffsetFetchRequest.OffsetFetchRequestTopics { TopicId = id, PartitionIndexes = [1] },
                        new OffsetFetchRequest.OffsetFetchRequestTopics { TopicId = new Uuid(9, 9), PartitionIndexes = [0] },
                    ],
                },
                new OffsetFetchRequest.OffsetFetchRequestGroup { GroupId = "g", Topics = null },
            ],
        });
        Assert.Equal((11, "by id"), (fetched.Groups[0].Topics[0].Partitions[0].CommittedOffset, fetched.Groups[0].Topics[0].Partitions[0].Metadata));
        Assert.Equal(ErrorCode.UnknownTopicId, fetched.Groups[0].Topics[1].Partitions[0].ErrorCode);
        Assert.Equal(id, fetched.Groups[1].Topics[0].TopicId);
    });

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void One_group_is_answered_at_the_top_in_old_versions(short version) => GroupBroker.Run(async broker =>
    {
        await broker.CommitAsync(7);
        var request = new OffsetFetchRequest
        {
            GroupId = "g",
            Topics = [new OffsetFetchRequest.OffsetFetchRequestTopic { Name = "t", PartitionIndexes = [0, 3] }],
        };
        var found = await broker.Coordinator.OffsetFetchAsync(GroupBroker.Context(version), request);
        Assert.Equal([7, -1], found.Topics[0].Partitions.Select(p => p.CommittedOffset));
        broker.Coordinator.Shards.Unload(0);
        var refused = await broker.Coordinator.OffsetFetchAsync(GroupBroker.Context(version), request);
        Assert.Equal(version == 1 ? ErrorCode.None : ErrorCode.NotCoordinator, refused.ErrorCode);
        Assert.Equal(version == 1 ? 2 : 0, refused.Topics.Sum(t => t.Partitions.Count(p => p.ErrorCode == ErrorCode.NotCoordinator)));
    });

    private static async Task<string> DeleteAsync(GroupBroker broker, params string[] groups)
    {
        var response = await broker.Coordinator.DeleteGroupsAsync(2, new DeleteGroupsRequest { GroupsNames = [.. groups] });
        return string.Join(' ', response.Results.Select(r => $"{r.GroupId}={r.ErrorCode}"));
    }

    private static OffsetDeleteRequest DeleteRequest(string group, string topic, int partition) => new()
    {
        GroupId = group,
        Topics =
        [
            new OffsetDeleteRequest.OffsetDeleteRequestTopic
            {
                Name = topic,
                Partitions = [new OffsetDeleteRequest.OffsetDeleteRequestPartition { PartitionIndex = partition }],
            },
        ],
    };

    private static async Task<(ErrorCode Error, string Topics)> DeleteOffsetsAsync(GroupBroker broker, string group, params (string Topic, int[] Partitions)[] topics)
    {
        var response = await broker.Coordinator.OffsetDeleteAsync(0, new OffsetDeleteRequest
        {
            GroupId = group,
            Topics =
            [
                .. topics.Select(topic => new OffsetDeleteRequest.OffsetDeleteRequestTopic
                {
                    Name = topic.Topic,
                    Partitions = [.. topic.Partitions.Select(index => new OffsetDeleteRequest.OffsetDeleteRequestPartition { PartitionIndex = index })],
                }),
            ],
        });
        return (response.ErrorCode, string.Join(' ', response.Topics.Select(topic => topic.Partitions.Count == 0
            ? $"{topic.Name}:"
            : string.Join(' ', topic.Partitions.Select(partition => $"{topic.Name}-{partition.PartitionIndex}={partition.ErrorCode}")))));
    }
}
