using MiniKafka.Model;

namespace MiniKafka.Tests.Coordination.Groups.Classic;

/// <summary>Static members (KIP-345) as Apache Kafka treats them.</summary>
public sealed class StaticMemberTests
{
    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("..")]
    public void A_static_member_joins_at_once(string instance) => GroupBroker.Run(async broker =>
    {
        var joined = await broker.JoinAsync(instance: instance);
        Assert.Equal((ErrorCode.None, 1), (joined.ErrorCode, joined.GenerationId));
        Assert.StartsWith(instance + "-", joined.MemberId, StringComparison.Ordinal);
        Assert.Equal(instance, broker.Describe().Members[0].GroupInstanceId);
    });

    [Theory]
    [InlineData(5)]
    [InlineData(8)]
    public void A_returning_leader_is_told_in_old_versions_that_its_old_id_leads(short version) => GroupBroker.Run(async broker =>
    {
        var old = await StableLeaderAsync(broker);
        var back = await broker.JoinAsync(instance: "i1", version: version);
        Assert.Equal((ErrorCode.None, 1, old, false), (back.ErrorCode, back.GenerationId, back.Leader, back.SkipAssignment));
        Assert.NotEqual(old, back.MemberId);
        Assert.Empty(back.Members);
        Assert.Equal("all", GroupBroker.Text((await broker.SyncAsync(back.MemberId, 1, instance: "i1")).Assignment));
        var again = await broker.JoinAsync(back.MemberId, instance: "i1", version: version);
        Assert.Equal((2, back.MemberId), (again.GenerationId, again.Leader));
    });

    [Fact]
    public void A_returning_leader_is_told_to_skip_the_assignment() => GroupBroker.Run(async broker =>
    {
        await StableLeaderAsync(broker);
        var back = await broker.JoinAsync(instance: "i1", metadata: "changed");
        Assert.Equal((1, back.MemberId, true), (back.GenerationId, back.Leader, back.SkipAssignment));
        Assert.Equal("changed", GroupBroker.Text(Assert.Single(back.Members).Metadata));
        Assert.Equal("Stable", broker.State);
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, (await broker.JoinAsync(instance: "i1", protocol: "sticky")).ErrorCode);
    });

    [Fact]
    public void A_returning_follower_takes_its_place_and_its_old_id_is_fenced() => GroupBroker.Run(async broker =>
    {
        var leader = (await broker.FormAsync("a"))[0];
        var joining = broker.JoinAsync(instance: "i1");
        await broker.JoinAsync(leader);
        var old = (await joining).MemberId;
        await broker.SyncAsync(leader, 2, assignments: [(leader, "A"), (old, "S")]);
        var back = await broker.JoinAsync(instance: "i1");
        Assert.Equal((ErrorCode.None, 2, leader, false), (back.ErrorCode, back.GenerationId, back.Leader, back.SkipAssignment));
        Assert.Equal("S", GroupBroker.Text((await broker.SyncAsync(back.MemberId, 2, instance: "i1")).Assignment));
        Assert.Equal(ErrorCode.None, broker.Beat(leader, 2));
        Assert.Equal(ErrorCode.FencedInstanceId, broker.Beat(old, 2, "i1"));
        Assert.Equal(ErrorCode.UnknownMemberId, broker.Beat(old, 2));
    });

    [Fact]
    public void Whoever_waits_under_the_old_id_is_fenced_at_once() => GroupBroker.Run(async broker =>
    {
        var leader = (await broker.FormAsync("a"))[0];
        var first = broker.JoinAsync(instance: "i1");
        await broker.WaitAsync(1);
        var second = broker.JoinAsync(instance: "i1");
        Assert.Equal(ErrorCode.FencedInstanceId, (await first).ErrorCode);
        await broker.JoinAsync(leader);
        Assert.Equal(ErrorCode.None, (await second).ErrorCode);
    });

    [Fact]
    public void Instance_ids_and_member_ids_must_fit_together() => GroupBroker.Run(async broker =>
    {
        var member = await StableLeaderAsync(broker);
        foreach (var (id, instance, expected) in new[]
        {
            ("nobody-1", "i1", ErrorCode.FencedInstanceId),
            (member, "i2", ErrorCode.UnknownMemberId),
            ("nobody-1", "i2", ErrorCode.UnknownMemberId),
        })
        {
            Assert.Equal(expected, (await broker.JoinAsync(id, instance: instance)).ErrorCode);
            Assert.Equal(expected, (await broker.SyncAsync(id, 1, instance)).ErrorCode);
            Assert.Equal(expected, broker.Beat(id, 1, instance));
        }

        Assert.Equal(ErrorCode.FencedInstanceId, broker.Beat("", 1, "i1"));
        Assert.Equal(ErrorCode.FencedInstanceId, broker.Beat("nobody-1", 99, "i1"));
        Assert.Equal(ErrorCode.None, broker.Beat(member, 1));
    });

    [Fact]
    public void Static_members_leave_by_instance_id() => GroupBroker.Run(async broker =>
    {
        var member = await StableLeaderAsync(broker);
        Assert.Equal(ErrorCode.UnknownMemberId, await broker.LeaveAsync("", "i2"));
        Assert.Equal(ErrorCode.FencedInstanceId, await broker.LeaveAsync("nobody-1", "i1"));
        Assert.Equal(ErrorCode.UnknownMemberId, await broker.LeaveAsync(member, "i2"));
        Assert.Equal(ErrorCode.None, await broker.LeaveAsync("", "i1"));
        Assert.Equal("Empty", broker.State);
    });

    [Fact]
    public void A_takeover_that_cannot_be_written_is_undone() => GroupBroker.Run(async broker =>
    {
        var member = await StableLeaderAsync(broker);
        broker.Log.NextError = ErrorCode.NotEnoughReplicas;
        Assert.Equal(ErrorCode.CoordinatorNotAvailable, (await broker.JoinAsync(instance: "i1")).ErrorCode);
        Assert.Equal(ErrorCode.None, broker.Beat(member, 1, "i1"));
    });

    [Fact]
    public void A_static_member_that_is_late_stays_in_the_next_generation() => GroupBroker.Run(async broker =>
    {
        var leader = (await broker.FormAsync(30_000, 800, "a"))[0];
        var joining = broker.JoinAsync(instance: "i1", session: 6_000, rebalance: 800);
        await broker.JoinAsync(leader, rebalance: 800);
        await joining;
        await broker.SyncAsync(leader, 2, assignments: [(leader, "A")]);
        Assert.Equal(2, (await broker.JoinAsync(leader, metadata: "again", rebalance: 800)).Members.Count);
        Assert.Equal(2, broker.Describe().Members.Count);
    });

    [Fact]
    public void An_id_that_was_handed_out_is_not_for_static_members() => GroupBroker.Run(async broker =>
    {
        var given = await broker.JoinAsync();
        var refused = await broker.JoinAsync(given.MemberId, instance: "i1");
        Assert.Equal((ErrorCode.UnknownMemberId, ""), (refused.ErrorCode, refused.MemberId));
        Assert.Equal(1, (await broker.JoinAsync(given.MemberId)).GenerationId);
    });

    private static async Task<string> StableLeaderAsync(GroupBroker broker)
    {
        var joined = await broker.JoinAsync(instance: "i1");
        await broker.SyncAsync(joined.MemberId, 1, instance: "i1", assignments: (joined.MemberId, "all"));
        return joined.MemberId;
    }
}
