using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Tests.Coordination.Groups.Offsets;

/// <summary>OffsetCommit as Apache Kafka answers it.</summary>
public sealed class OffsetCommitTests
{
    [Theory]
    [InlineData(8, ErrorCode.IllegalGeneration)]
    [InlineData(9, ErrorCode.GroupIdNotFound)]
    public void A_generation_needs_a_group(short version, ErrorCode expected) => GroupBroker.Run(async broker =>
    {
        Assert.Equal(expected, await broker.CommitAsync(1, generation: 1, member: "nobody-1", version: version));
        Assert.Equal(ErrorCode.GroupIdNotFound, broker.Describe().ErrorCode);
        Assert.Equal(ErrorCode.None, await broker.CommitAsync(1, generation: -2));
    });

    [Fact]
    public void A_commit_from_outside_makes_a_group_without_protocol_type() => GroupBroker.Run(async broker =>
    {
        Assert.Equal(ErrorCode.None, await broker.CommitAsync(5));
        Assert.Equal(("Empty", ""), (broker.State, broker.Describe().ProtocolType));
        Assert.Equal(1, (await broker.JoinAsync(version: 3)).GenerationId);
        Assert.Equal("t-0=5", await broker.StoredAsync());
    });

    [Fact]
    public void A_stable_group_takes_commits_of_its_members_only() => GroupBroker.Run(async broker =>
    {
        var member = (await broker.FormAsync("a"))[0];
        Assert.Equal(ErrorCode.None, await broker.CommitAsync(1, 1, member));
        Assert.Equal(ErrorCode.UnknownMemberId, await broker.CommitAsync(2));
        Assert.Equal(ErrorCode.IllegalGeneration, await broker.CommitAsync(2, -1, member));
        Assert.Equal(ErrorCode.UnknownMemberId, await broker.CommitAsync(2, 1, "nobody-1"));
        Assert.Equal(ErrorCode.UnknownMemberId, await broker.CommitAsync(2, 1));
        Assert.Equal(ErrorCode.IllegalGeneration, await broker.CommitAsync(2, 0, member));
        Assert.Equal(ErrorCode.IllegalGeneration, await broker.CommitAsync(2, 2, member));
        Assert.Equal("t-0=1", await broker.StoredAsync());
    });

    [Fact]
    public void Each_state_has_its_own_answer() => GroupBroker.Run(async broker =>
    {
        var a = await broker.JoinNewAsync();
        Assert.Equal(ErrorCode.RebalanceInProgress, await broker.CommitAsync(1, 1, a.MemberId));
        Assert.Equal(ErrorCode.UnknownMemberId, await broker.CommitAsync(1));
        await broker.SyncAsync(a.MemberId, 1, assignments: (a.MemberId, "x"));
        Assert.Equal(ErrorCode.None, await broker.CommitAsync(2, 1, a.MemberId));
        var other = await broker.JoinAsync();
        Assert.Equal(ErrorCode.UnknownMemberId, await broker.CommitAsync(3, 1, other.MemberId));
        _ = broker.JoinAsync(other.MemberId);
        Assert.Equal("PreparingRebalance", broker.State);
        Assert.Equal(ErrorCode.None, await broker.CommitAsync(4, 1, a.MemberId));
        Assert.Equal(ErrorCode.IllegalGeneration, await broker.CommitAsync(5, 0, a.MemberId));
        Assert.Equal(ErrorCode.UnknownMemberId, await broker.CommitAsync(6));
        await broker.LeaveAsync(a.MemberId);
        Assert.Equal(ErrorCode.UnknownMemberId, await broker.CommitAsync(7, 1, a.MemberId));
        Assert.Equal("t-0=4", await broker.StoredAsync());
    });

    [Fact]
    public void A_group_that_its_members_left_takes_commits_without_generation() => GroupBroker.Run(async broker =>
    {
        var member = (await broker.FormAsync("a"))[0];
        await broker.LeaveAsync(member);
        Assert.Equal(ErrorCode.UnknownMemberId, await broker.CommitAsync(1, 1, member));
        Assert.Equal(ErrorCode.UnknownMemberId, await broker.CommitAsync(1, 2));
        Assert.Equal(ErrorCode.None, await broker.CommitAsync(5, -1, member));
        Assert.Equal(ErrorCode.None, await broker.CommitAsync(6));
    });

    [Fact]
    public void A_fenced_static_member_cannot_commit() => GroupBroker.Run(async broker =>
    {
        var old = (await broker.JoinAsync(instance: "i1")).MemberId;
        await broker.SyncAsync(old, 1, "i1", assignments: (old, "x"));
        Assert.Equal(ErrorCode.FencedInstanceId, await broker.CommitAsync(1, -1, "", "i1"));
        var back = (await broker.JoinAsync(instance: "i1")).MemberId;
        Assert.Equal(ErrorCode.FencedInstanceId, await broker.CommitAsync(1, 1, old, "i1"));
        Assert.Equal(ErrorCode.UnknownMemberId, await broker.CommitAsync(1, 1, old));
        Assert.Equal(ErrorCode.None, await broker.CommitAsync(2, 1, back, "i1"));
    });

    [Fact]
    public void What_does_not_exist_is_refused_and_the_rest_committed() => GroupBroker.Run(async broker =>
    {
        var response = await broker.Coordinator.OffsetCommitAsync(
            GroupBroker.Context(9), GroupBroker.CommitRequest(-1, "", null, ("nope", 0, 1, ""), ("t", 0, 2, ""), ("t", 9, 3, ""), ("t", -1, 4, "")));
        Assert.Equal([ErrorCode.UnknownTopicOrPartition], response.Topics[0].Partitions.Select(p => p.ErrorCode));
        Assert.Equal("t-0=2", await broker.StoredAsync());
    });

    [Fact]
    public void Unknown_topics_alone_make_no_group_and_ask_none() => GroupBroker.Run(async broker =>
    {
        var response = await broker.Coordinator.OffsetCommitAsync(
            GroupBroker.Context(9), GroupBroker.CommitRequest(5, "nobody-1", null, ("nope", 0, 1, "")));
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, response.Topics[0].Partitions[0].ErrorCode);
        Assert.Equal(ErrorCode.GroupIdNotFound, broker.Describe().ErrorCode);
        Assert.Empty((await broker.Coordinator.OffsetCommitAsync(GroupBroker.Context(9), GroupBroker.CommitRequest(4, "nobody-1", null))).Topics);
    });

    [Fact]
    public void Metadata_is_limited_in_characters() => GroupBroker.Run(async broker =>
    {
        foreach (var (metadata, expected) in new[]
        {
            (new string('x', 4096), ErrorCode.None),
            (new string('x', 4097), ErrorCode.OffsetMetadataTooLarge),
            (new string('ä', 4096), ErrorCode.None),
            (string.Concat(Enumerable.Repeat("😀", 2048)), ErrorCode.None),
            (string.Concat(Enumerable.Repeat("😀", 2049)), ErrorCode.OffsetMetadataTooLarge),
        })
        {
            var response = await broker.Coordinator.OffsetCommitAsync(
                GroupBroker.Context(9), GroupBroker.CommitRequest(-1, "", null, ("t", 0, 1, metadata)));
            Assert.Equal(expected, response.Topics[0].Partitions[0].ErrorCode);
        }
    });

    [Fact]
    public void A_commit_that_is_not_replicated_is_an_error_and_not_told() => GroupBroker.Run(async broker =>
    {
        broker.Log.NextError = ErrorCode.NotEnoughReplicas;
        Assert.Equal(ErrorCode.CoordinatorNotAvailable, await broker.CommitAsync(1));
        broker.Log.NextError = ErrorCode.NotLeaderOrFollower;
        Assert.Equal(ErrorCode.NotCoordinator, await broker.CommitAsync(1));
        Assert.Equal("", await broker.StoredAsync());
    });

    [Fact]
    public void The_answer_waits_until_the_offset_is_committed() => GroupBroker.Run(async broker =>
    {
        broker.Log.CommitsAtOnce = false;
        var commit = broker.CommitAsync(1);
        var stable = broker.StoredAsync(requireStable: true);
        await broker.WaitAsync(100);
        Assert.False(commit.IsCompleted || stable.IsCompleted);
        broker.Log.Commit(0);
        Assert.Equal(ErrorCode.None, await commit);
        Assert.Equal("t-0=1", await stable);
    });

    [Fact]
    public void Nobody_is_told_an_offset_that_is_not_committed_on_all_replicas() => GroupBroker.Run(async broker =>
    {
        await broker.CommitAsync(10);
        broker.Log.CommitsAtOnce = false;
        var commit = broker.CommitAsync(20);
        var other = broker.CommitAsync(5, topic: "u");
        Assert.Equal("t-0=10", await broker.StoredAsync());
        Assert.Equal("t-0=10", await broker.StoredAsync(partitions: 0));
        await broker.WaitAsync(5_001);
        Assert.Equal((ErrorCode.CoordinatorNotAvailable, ErrorCode.CoordinatorNotAvailable), (await commit, await other));
        Assert.Equal("t-0=10", await broker.StoredAsync());
        broker.Log.LoseUncommitted(0);
        await broker.RestartAsync();
        Assert.Equal("t-0=10", await broker.StoredAsync());
    });

    [Fact]
    public void An_offset_is_told_as_soon_as_it_is_committed() => GroupBroker.Run(async broker =>
    {
        broker.Log.CommitsAtOnce = false;
        _ = broker.CommitAsync(10);
        _ = broker.CommitAsync(20);
        Assert.Equal("", await broker.StoredAsync());
        broker.Log.Commit(0);
        Assert.Equal("t-0=20", await broker.StoredAsync());
        _ = broker.CommitAsync(30);
        _ = broker.CommitAsync(40, topic: "u");
        Assert.Equal("t-0=20", await broker.StoredAsync());
        broker.Log.Commit(0);
        Assert.Equal("t-0=30 u-0=40", await broker.StoredAsync());
    });

    [Fact]
    public void An_offset_whose_deletion_is_not_committed_is_told_until_it_is() => GroupBroker.Run(async broker =>
    {
        await broker.CommitAsync(10);
        await broker.CommitAsync(20, topic: "u");
        broker.Log.CommitsAtOnce = false;
        var deletion = broker.DeleteOffsetAsync("t", 0);
        Assert.Equal("t-0=10 u-0=20", await broker.StoredAsync());
        broker.Log.Commit(0);
        Assert.Equal(ErrorCode.None, await deletion);
        Assert.Equal("u-0=20", await broker.StoredAsync());
    });

    [Fact]
    public void Offsets_of_a_transaction_are_told_when_its_end_is_committed() => GroupBroker.Run(async broker =>
    {
        await broker.CommitAsync(10);
        await broker.CommitInTransactionAsync(producerId: 7, 20);
        broker.Log.CommitsAtOnce = false;
        var end = broker.EndTransactionAsync(7, commit: true);
        Assert.Equal("t-0=10", await broker.StoredAsync());
        broker.Log.Commit(0);
        await end;
        Assert.Equal("t-0=20", await broker.StoredAsync());
    });

    [Fact]
    public void A_group_is_shown_when_it_is_committed_that_it_is_there_and_until_it_is_that_it_is_gone() => GroupBroker.Run(async broker =>
    {
        broker.Log.CommitsAtOnce = false;
        _ = broker.CommitAsync(10);
        Assert.Equal(ErrorCode.GroupIdNotFound, broker.Describe().ErrorCode);
        Assert.Empty(broker.Coordinator.ListGroups(5, new ListGroupsRequest()).Groups);
        broker.Log.Commit(0);
        Assert.Equal("Empty", broker.State);
        var deletion = broker.Coordinator.DeleteGroupsAsync(2, new DeleteGroupsRequest { GroupsNames = ["g"] });
        Assert.Equal("Empty", broker.State);
        Assert.Equal(["g"], broker.Coordinator.ListGroups(5, new ListGroupsRequest()).Groups.Select(group => group.GroupId));
        broker.Log.Commit(0);
        Assert.Equal(ErrorCode.None, (await deletion).Results[0].ErrorCode);
        Assert.Equal(ErrorCode.GroupIdNotFound, broker.Describe().ErrorCode);
        Assert.Empty(broker.Coordinator.ListGroups(5, new ListGroupsRequest()).Groups);
    });

    [Fact]
    public void A_heartbeat_rests_on_what_is_committed() => GroupBroker.Run(async broker =>
    {
        var member = (await broker.FormAsync("a"))[0];
        broker.Log.CommitsAtOnce = false;
        _ = broker.CommitAsync(10, 1, member);
        var beat = broker.BeatAsync(member, 1);
        await broker.WaitAsync(100);
        Assert.False(beat.IsCompleted);
        broker.Log.Commit(0);
        Assert.Equal(ErrorCode.None, await beat);
    });

    [Fact]
    public void A_group_that_cannot_be_written_down_is_none() => GroupBroker.Run(async broker =>
    {
        broker.Log.CommitsAtOnce = false;
        var join = broker.JoinAsync(version: 3);
        Assert.Equal(ErrorCode.GroupIdNotFound, broker.Describe().ErrorCode);
        broker.Log.NextError = ErrorCode.NotEnoughReplicas;
        Assert.Equal(ErrorCode.CoordinatorNotAvailable, (await broker.JoinAsync(group: "h", version: 3)).ErrorCode);
        broker.Log.NextError = ErrorCode.None;
        Assert.Equal(ErrorCode.GroupIdNotFound, broker.Describe("h").ErrorCode);
        broker.Log.Commit(0);
        Assert.Equal(1, (await join).GenerationId);
        Assert.Equal(ErrorCode.None, broker.Describe().ErrorCode);
        Assert.Equal(ErrorCode.GroupIdNotFound, broker.Describe("h").ErrorCode);
    });

    [Fact]
    public void A_commit_keeps_the_session_alive() => GroupBroker.Run(async broker =>
    {
        var member = (await broker.FormAsync(6_000, 30_000, "a"))[0];
        for (var i = 0; i < 5; i++)
        {
            await broker.WaitAsync(4_000);
            Assert.Equal(ErrorCode.None, await broker.CommitAsync(i, 1, member));
        }
    });

    [Fact]
    public void Offsets_and_groups_outlive_a_restart() => GroupBroker.Run(async broker =>
    {
        var ids = await broker.FormAsync("a", "b");
        await broker.CommitAsync(17, 2, ids[0]);
        var before = broker.Describe();
        await broker.RestartAsync();
        Assert.Equal("t-0=17", await broker.StoredAsync());
        Assert.Equal("Stable", broker.State);
        Assert.Equal(
            before.Members.Select(m => (m.MemberId, m.ClientHost, GroupBroker.Text(m.MemberAssignment))),
            broker.Describe().Members.Select(m => (m.MemberId, m.ClientHost, GroupBroker.Text(m.MemberAssignment))));
        Assert.Equal(ErrorCode.None, broker.Beat(ids[1], 2));
        Assert.Equal(ErrorCode.None, await broker.CommitAsync(18, 2, ids[1]));
        Assert.Equal("for a", GroupBroker.Text((await broker.SyncAsync(ids[0], 2)).Assignment));
    });

    [Fact]
    public void A_topic_that_stands_twice_is_answered_once_where_something_was_refused_beforehand() => GroupBroker.Run(async broker =>
    {
        Assert.Equal("t[0] t[1]", await TopicsAsync(broker, ("t", 0), ("t", 1)));
        Assert.Equal("t[0,9]", await TopicsAsync(broker, ("t", 0), ("t", 9)));
        Assert.Equal("nope[0,1] t[0]", await TopicsAsync(broker, ("nope", 0), ("nope", 1), ("t", 0)));
    });

    [Fact]
    public void A_topic_without_partitions_is_answered_only_where_there_is_no_such_topic() => GroupBroker.Run(async broker =>
    {
        var request = GroupBroker.CommitRequest(-1, "", null, ("t", 0, 1, ""), ("u", 0, 1, ""), ("nope", 0, 1, ""));
        request.Topics[1].Partitions.Clear();
        request.Topics[2].Partitions.Clear();
        Assert.Equal("t[0] nope[]", Shown(await broker.Coordinator.OffsetCommitAsync(GroupBroker.Context(9), request)));
    });

    [Fact]
    public void An_offset_of_an_earlier_topic_with_the_same_name_is_not_told_by_id() => GroupBroker.Run(async broker =>
    {
        await broker.CommitAsync(5);
        Assert.Equal(5, await FetchAsync(broker, broker.Topics.FindId("t"), "t"));
        broker.Topics.MakeAnew("t");
        Assert.Equal(-1, await FetchAsync(broker, broker.Topics.FindId("t"), "t"));
    });

    private static async Task<long> FetchAsync(GroupBroker broker, Uuid topicId, string topic)
    {
        var response = await broker.Coordinator.OffsetFetchAsync(GroupBroker.Context(10), new OffsetFetchRequest
        {
            Groups = [new OffsetFetchRequest.OffsetFetchRequestGroup { GroupId = "g", Topics = [new OffsetFetchRequest.OffsetFetchRequestTopics { Name = topic, TopicId = topicId, PartitionIndexes = [0] }] }],
        });
        return response.Groups[0].Topics[0].Partitions[0].CommittedOffset;
    }

    private static async Task<string> TopicsAsync(GroupBroker broker, params (string Topic, int Partition)[] offsets) =>
        Shown(await broker.Coordinator.OffsetCommitAsync(GroupBroker.Context(9), GroupBroker.CommitRequest(-1, "", null, [.. offsets.Select(o => (o.Topic, o.Partition, 1L, ""))])));

    private static string Shown(OffsetCommitResponse response) =>
        string.Join(' ', response.Topics.Select(topic => $"{topic.Name}[{string.Join(',', topic.Partitions.Select(partition => partition.PartitionIndex).Order())}]"));
}
