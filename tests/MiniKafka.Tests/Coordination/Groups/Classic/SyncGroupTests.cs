using MiniKafka.Model;

namespace MiniKafka.Tests.Coordination.Groups.Classic;

/// <summary>SyncGroup and Heartbeat as Apache Kafka answers them.</summary>
public sealed class SyncGroupTests
{
    [Fact]
    public void Two_members_come_from_the_first_join_to_stable() => GroupBroker.Run(async broker =>
    {
        var a = await broker.JoinNewAsync(metadata: "a");
        Assert.Equal(ErrorCode.None, broker.Beat(a.MemberId, 1));
        Assert.Equal("all", GroupBroker.Text((await broker.SyncAsync(a.MemberId, 1, assignments: (a.MemberId, "all"))).Assignment));
        var b = broker.JoinNewAsync(metadata: "b");
        await broker.WaitAsync(1);
        Assert.Equal(ErrorCode.RebalanceInProgress, broker.Beat(a.MemberId, 1));
        Assert.Equal(ErrorCode.RebalanceInProgress, (await broker.SyncAsync(a.MemberId, 1)).ErrorCode);
        await broker.JoinAsync(a.MemberId, metadata: "a");
        var follower = broker.SyncAsync((await b).MemberId, 2);
        Assert.Equal("CompletingRebalance", broker.State);
        Assert.Equal(ErrorCode.None, broker.Beat((await b).MemberId, 2));
        Assert.Equal(ErrorCode.IllegalGeneration, broker.Beat(a.MemberId, 1));
        var leader = await broker.SyncAsync(a.MemberId, 2, assignments: [(a.MemberId, "half"), ((await b).MemberId, "other half")]);
        Assert.Equal("half", GroupBroker.Text(leader.Assignment));
        Assert.Equal("other half", GroupBroker.Text((await follower).Assignment));
        var described = broker.Describe();
        Assert.Equal(("Stable", "range", "consumer"), (described.GroupState, described.ProtocolData, described.ProtocolType));
        Assert.Equal(["a/half", "b/other half"], described.Members.Select(m => GroupBroker.Text(m.MemberMetadata) + "/" + GroupBroker.Text(m.MemberAssignment)));
        Assert.All(described.Members, m => Assert.Equal(("probe", "/127.0.0.1"), (m.ClientId, m.ClientHost)));
    });

    [Fact]
    public void Sync_refuses_in_Kafkas_order() => GroupBroker.Run(async broker =>
    {
        var a = await broker.JoinNewAsync();
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, (await broker.SyncAsync("nobody-1", 7, type: null)).ErrorCode);
        Assert.Equal(ErrorCode.UnknownMemberId, (await broker.SyncAsync("", 1)).ErrorCode);
        Assert.Equal(ErrorCode.UnknownMemberId, (await broker.SyncAsync("nobody-1", 1)).ErrorCode);
        Assert.Equal(ErrorCode.IllegalGeneration, (await broker.SyncAsync(a.MemberId, 0)).ErrorCode);
        Assert.Equal(ErrorCode.IllegalGeneration, (await broker.SyncAsync(a.MemberId, 7, type: "connect")).ErrorCode);
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, (await broker.SyncAsync(a.MemberId, 1, type: "connect")).ErrorCode);
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, (await broker.SyncAsync(a.MemberId, 1, protocol: "sticky")).ErrorCode);
        Assert.Equal("CompletingRebalance", broker.State);
        Assert.Equal(ErrorCode.None, (await broker.SyncAsync(a.MemberId, 1, type: null, protocol: null, version: 4)).ErrorCode);
    });

    [Fact]
    public void Of_assignments_for_strangers_none_and_of_two_the_last_counts() => GroupBroker.Run(async broker =>
    {
        var a = await broker.JoinNewAsync();
        var b = broker.JoinNewAsync();
        await broker.WaitAsync(1);
        await broker.JoinAsync(a.MemberId);
        var follower = broker.SyncAsync((await b).MemberId, 2, assignments: ((await b).MemberId, "a follower's wish"));
        var leader = await broker.SyncAsync(a.MemberId, 2, assignments: [("stranger", "x"), (a.MemberId, "first"), (a.MemberId, "second")]);
        Assert.Equal("second", GroupBroker.Text(leader.Assignment));
        Assert.Equal((ErrorCode.None, ""), ((await follower).ErrorCode, GroupBroker.Text((await follower).Assignment)));
        var again = await broker.SyncAsync(a.MemberId, 2, assignments: (a.MemberId, "third"));
        Assert.Equal("second", GroupBroker.Text(again.Assignment));
    });

    [Fact]
    public void A_leader_that_never_syncs_is_out_and_the_follower_rebalances() => GroupBroker.Run(async broker =>
    {
        var a = await broker.JoinNewAsync(rebalance: 800);
        var b = broker.JoinNewAsync(rebalance: 800);
        await broker.WaitAsync(1);
        await broker.JoinAsync(a.MemberId, rebalance: 800);
        var follower = await broker.SyncAsync((await b).MemberId, 2);
        Assert.Equal(ErrorCode.RebalanceInProgress, follower.ErrorCode);
        Assert.Equal(ErrorCode.UnknownMemberId, broker.Beat(a.MemberId, 2));
        Assert.Equal(ErrorCode.RebalanceInProgress, broker.Beat((await b).MemberId, 2));
    });

    [Fact]
    public void A_member_without_heartbeats_is_out_after_its_session() => GroupBroker.Run(async broker =>
    {
        var ids = await broker.FormAsync(6_000, 30_000, "a", "b");
        for (var i = 0; i < 11; i++)
        {
            await broker.WaitAsync(500);
            Assert.Equal(ErrorCode.None, broker.Beat(ids[0], 2));
        }

        await broker.WaitAsync(501);
        Assert.Equal(ErrorCode.RebalanceInProgress, broker.Beat(ids[0], 2));
        Assert.Equal(ErrorCode.UnknownMemberId, broker.Beat(ids[1], 2));
        Assert.Single((await broker.JoinAsync(ids[0])).Members);
    });

    [Fact]
    public void When_the_leader_leaves_another_member_leads() => GroupBroker.Run(async broker =>
    {
        var ids = await broker.FormAsync("a", "b");
        Assert.Equal(ErrorCode.None, await broker.LeaveAsync(ids[0]));
        var joined = await broker.JoinAsync(ids[1]);
        Assert.Equal((3, ids[1]), (joined.GenerationId, joined.Leader));
        await broker.LeaveAsync(ids[1]);
        Assert.Equal(("Empty", "consumer"), (broker.State, broker.Describe().ProtocolType));
        Assert.Equal(ErrorCode.UnknownMemberId, broker.Beat(ids[1], 3));
        Assert.Equal(5, (await broker.JoinAsync(version: 3)).GenerationId);
    });

    [Fact]
    public void An_assignment_that_cannot_be_written_begins_another_rebalance() => GroupBroker.Run(async broker =>
    {
        var a = await broker.JoinNewAsync();
        broker.Log.NextError = ErrorCode.NotEnoughReplicas;
        Assert.Equal(ErrorCode.CoordinatorNotAvailable, (await broker.SyncAsync(a.MemberId, 1, assignments: (a.MemberId, "x"))).ErrorCode);
        Assert.Equal("PreparingRebalance", broker.State);
        broker.Log.NextError = ErrorCode.None;
        Assert.Equal(2, (await broker.JoinAsync(a.MemberId)).GenerationId);
    });

    [Fact]
    public void Nobody_gets_an_assignment_before_it_is_committed() => GroupBroker.Run(async broker =>
    {
        var a = await broker.JoinNewAsync();
        broker.Log.CommitsAtOnce = false;
        var sync = broker.SyncAsync(a.MemberId, 1, assignments: (a.MemberId, "x"));
        await broker.WaitAsync(1_000);
        Assert.False(sync.IsCompleted);
        Assert.Equal("CompletingRebalance", broker.State);
        broker.Log.Commit(0);
        Assert.Equal("x", GroupBroker.Text((await sync).Assignment));
    });

    [Fact]
    public void A_leader_that_asks_again_before_its_assignment_is_committed_does_not_write_another() => GroupBroker.Run(async broker =>
    {
        var a = await broker.JoinNewAsync();
        broker.Log.CommitsAtOnce = false;
        var written = broker.Log.Batches(0).Count;
        var first = broker.SyncAsync(a.MemberId, 1, assignments: (a.MemberId, "x"));
        var second = broker.SyncAsync(a.MemberId, 1, assignments: (a.MemberId, "y"));
        Assert.Equal(written + 1, broker.Log.Batches(0).Count);
        broker.Log.Commit(0);
        Assert.Equal(ErrorCode.RebalanceInProgress, (await first).ErrorCode);
        Assert.Equal("x", GroupBroker.Text((await second).Assignment));
        await broker.RestartAsync();
        Assert.Equal("x", GroupBroker.Text(broker.Describe().Members[0].MemberAssignment));
    });

    [Fact]
    public void A_commit_that_takes_too_long_is_given_up() => GroupBroker.Run(async broker =>
    {
        var a = await broker.JoinNewAsync();
        broker.Log.CommitsAtOnce = false;
        var sync = broker.SyncAsync(a.MemberId, 1, assignments: (a.MemberId, "x"));
        await broker.WaitAsync(5_001);
        Assert.Equal(ErrorCode.CoordinatorNotAvailable, (await sync).ErrorCode);
    });

    [Fact]
    public void Whoever_waits_is_sent_to_the_next_coordinator() => GroupBroker.Run(async broker =>
    {
        var ids = await broker.FormAsync("a", "b");
        var join = broker.JoinAsync(ids[0], metadata: "a2");
        broker.Coordinator.Shards.Unload(0);
        Assert.Equal((ErrorCode.NotCoordinator, ids[0]), ((await join).ErrorCode, (await join).MemberId));
        Assert.Equal(ErrorCode.NotCoordinator, broker.Beat(ids[0], 2));
        Assert.Equal(ErrorCode.NotCoordinator, (await broker.JoinAsync()).ErrorCode);
    });
}
