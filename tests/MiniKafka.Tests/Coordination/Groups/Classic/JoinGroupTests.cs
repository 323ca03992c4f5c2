using MiniKafka.Coordination.Groups;
using MiniKafka.Model;

namespace MiniKafka.Tests.Coordination.Groups.Classic;

/// <summary>JoinGroup as Apache Kafka answers it.</summary>
public sealed class JoinGroupTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void The_first_member_joins_at_once_in_old_versions(short version) => GroupBroker.Run(async broker =>
    {
        var joined = await broker.JoinAsync(version: version, metadata: "a");
        Assert.Equal((ErrorCode.None, 1, "range"), (joined.ErrorCode, joined.GenerationId, joined.ProtocolName));
        Assert.Equal(joined.MemberId, joined.Leader);
        Assert.Matches("^probe-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", joined.MemberId);
        Assert.Equal("a", GroupBroker.Text(Assert.Single(joined.Members).Metadata));
    });

    [Theory]
    [InlineData(4, "")]
    [InlineData(7, null)]
    [InlineData(9, null)]
    public void A_dynamic_member_first_gets_an_id(short version, string? protocol) => GroupBroker.Run(async broker =>
    {
        var given = await broker.JoinAsync(version: version);
        Assert.Equal((ErrorCode.MemberIdRequired, -1, protocol), (given.ErrorCode, given.GenerationId, given.ProtocolName));
        Assert.Equal("Empty", broker.State);
        var joined = await broker.JoinAsync(given.MemberId, version: version);
        Assert.Equal((ErrorCode.None, 1, given.MemberId), (joined.ErrorCode, joined.GenerationId, joined.Leader));
    });

    [Theory]
    [InlineData("range", null, ErrorCode.MemberIdRequired)]
    [InlineData("", null, ErrorCode.InconsistentGroupProtocol)]
    [InlineData("range", "i1", ErrorCode.CoordinatorNotAvailable)]
    public void Who_is_no_member_yet_is_told_so_though_the_new_group_cannot_be_written(string protocol, string? instance, ErrorCode expected) => GroupBroker.Run(async broker =>
    {
        broker.Log.NextError = ErrorCode.NotEnoughReplicas;
        var answer = await broker.JoinAsync(protocol: protocol, instance: instance);
        Assert.Equal((expected, expected == ErrorCode.MemberIdRequired), (answer.ErrorCode, answer.MemberId.Length > 0));
        broker.Log.NextError = ErrorCode.None;
        Assert.Equal(ErrorCode.GroupIdNotFound, broker.Describe().ErrorCode);
        Assert.Equal(ErrorCode.UnknownMemberId, (await broker.JoinAsync("probe-1")).ErrorCode);
    });

    [Fact]
    public void An_id_that_was_given_up_is_unknown() => GroupBroker.Run(async broker =>
    {
        var given = await broker.JoinAsync();
        Assert.Equal(ErrorCode.UnknownMemberId, broker.Beat(given.MemberId, -1));
        Assert.Equal(ErrorCode.None, await broker.LeaveAsync(given.MemberId));
        Assert.Equal(ErrorCode.UnknownMemberId, await broker.LeaveAsync(given.MemberId));
        Assert.Equal(ErrorCode.UnknownMemberId, (await broker.JoinAsync(given.MemberId)).ErrorCode);
    });

    [Fact]
    public void An_id_that_is_not_used_within_the_session_timeout_is_forgotten() => GroupBroker.Run(async broker =>
    {
        var given = await broker.JoinAsync(session: 6_000);
        await broker.WaitAsync(6_001);
        Assert.Equal(ErrorCode.UnknownMemberId, (await broker.JoinAsync(given.MemberId)).ErrorCode);
    });

    [Fact]
    public void An_unknown_member_makes_no_group() => GroupBroker.Run(async broker =>
    {
        Assert.Equal(ErrorCode.UnknownMemberId, (await broker.JoinAsync("nobody-1")).ErrorCode);
        Assert.Equal(ErrorCode.GroupIdNotFound, broker.Describe().ErrorCode);
    });

    [Theory]
    [InlineData(-1, ErrorCode.InvalidSessionTimeout)]
    [InlineData(5_999, ErrorCode.InvalidSessionTimeout)]
    [InlineData(6_000, ErrorCode.MemberIdRequired)]
    [InlineData(1_800_000, ErrorCode.MemberIdRequired)]
    [InlineData(1_800_001, ErrorCode.InvalidSessionTimeout)]
    public void The_session_timeout_has_limits(int timeout, ErrorCode expected) => GroupBroker.Run(async broker =>
        Assert.Equal(expected, (await broker.JoinAsync(session: timeout)).ErrorCode));

    [Fact]
    public void Errors_come_in_Kafkas_order() => GroupBroker.Run(async broker =>
    {
        Assert.Equal(ErrorCode.InvalidGroupId, (await broker.JoinAsync(group: "", session: 1)).ErrorCode);
        Assert.Equal(ErrorCode.InvalidSessionTimeout, (await broker.JoinAsync("nobody-1", session: 1)).ErrorCode);
        Assert.Equal(ErrorCode.UnknownMemberId, (await broker.JoinAsync("nobody-1", protocol: "")).ErrorCode);
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, (await broker.JoinAsync(protocol: "")).ErrorCode);
        Assert.Equal("Empty", broker.State);
        Assert.Equal("", broker.Describe().ProtocolType);
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, (await broker.JoinAsync("nobody-1", type: "")).ErrorCode);
        await broker.FormAsync("a");
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, (await broker.JoinAsync("nobody-1", type: "other")).ErrorCode);
        Assert.Equal(ErrorCode.InconsistentGroupProtocol, (await broker.JoinAsync("nobody-1", protocol: "roundrobin")).ErrorCode);
        Assert.Equal("Stable", broker.State);
    });

    [Fact]
    public void A_follower_that_joins_again_unchanged_stays_where_it_is() => GroupBroker.Run(async broker =>
    {
        var ids = await broker.FormAsync("a", "b");
        var again = await broker.JoinAsync(ids[1], metadata: "b");
        Assert.Equal((ErrorCode.None, 2, ids[0]), (again.ErrorCode, again.GenerationId, again.Leader));
        Assert.Empty(again.Members);
        Assert.Equal("Stable", broker.State);
    });

    [Fact]
    public void A_leader_that_joins_again_begins_a_rebalance() => GroupBroker.Run(async broker =>
    {
        var ids = await broker.FormAsync("a", "b");
        var leader = broker.JoinAsync(ids[0], metadata: "a");
        Assert.Equal("PreparingRebalance", broker.State);
        Assert.Equal(ErrorCode.RebalanceInProgress, broker.Beat(ids[1], 2));
        Assert.All(broker.Describe().Members, m => Assert.Empty(m.MemberMetadata));
        var follower = await broker.JoinAsync(ids[1], metadata: "b");
        Assert.Equal((3, ids[0]), (follower.GenerationId, follower.Leader));
        Assert.Empty(follower.Members);
        Assert.Equal(["a", "b"], (await leader).Members.Select(m => GroupBroker.Text(m.Metadata)));
    });

    [Fact]
    public void A_follower_that_changed_begins_a_rebalance() => GroupBroker.Run(async broker =>
    {
        var ids = await broker.FormAsync("a", "b");
        var follower = broker.JoinAsync(ids[1], metadata: "b2");
        Assert.Equal(ErrorCode.RebalanceInProgress, broker.Beat(ids[0], 2));
        var leader = await broker.JoinAsync(ids[0], metadata: "a");
        Assert.Equal(["a", "b2"], leader.Members.Select(m => GroupBroker.Text(m.Metadata)));
        Assert.Equal(3, (await follower).GenerationId);
    });

    [Fact]
    public void The_protocol_is_chosen_by_vote_among_those_all_support() => GroupBroker.Run(async broker =>
    {
        var a = await broker.JoinNewAsync("range,sticky,own");
        Assert.Equal("range", a.ProtocolName);
        var b = broker.JoinNewAsync("roundrobin,sticky,range");
        var c = broker.JoinNewAsync("sticky,range");
        await broker.WaitAsync(1);
        var again = await broker.JoinAsync(a.MemberId, "range,sticky,own");
        Assert.Equal("sticky", again.ProtocolName);
        Assert.Equal("sticky", (await b).ProtocolName);
        Assert.Equal("sticky", (await c).ProtocolName);
    });

    [Fact]
    public void A_dynamic_member_that_does_not_join_again_in_time_is_out() => GroupBroker.Run(async broker =>
    {
        var ids = await broker.FormAsync(30_000, 800, "a", "b");
        var leader = await broker.JoinAsync(ids[0], metadata: "a", rebalance: 800);
        Assert.Single(leader.Members);
        Assert.Equal(3, leader.GenerationId);
        Assert.Equal(ErrorCode.UnknownMemberId, broker.Beat(ids[1], 2));
        Assert.Equal(ErrorCode.UnknownMemberId, (await broker.JoinAsync(ids[1])).ErrorCode);
    });

    [Fact]
    public void An_unused_id_is_waited_for() => GroupBroker.Run(async broker =>
    {
        var ids = await broker.FormAsync("a");
        var given = await broker.JoinAsync();
        var leader = broker.JoinAsync(ids[0], metadata: "a");
        await broker.WaitAsync(1_000);
        Assert.False(leader.IsCompleted);
        await broker.LeaveAsync(given.MemberId);
        Assert.Equal(2, (await leader).GenerationId);
    });

    [Fact]
    public void An_empty_group_waits_for_more_members_while_they_come() => GroupBroker.Run(
        async broker =>
        {
            var first = broker.JoinAsync(version: 3);
            await broker.WaitAsync(2_000);
            var second = broker.JoinAsync(version: 3);
            await broker.WaitAsync(1_001);
            Assert.False(first.IsCompleted);
            await broker.WaitAsync(3_000);
            Assert.True(first.IsCompleted);
            Assert.Equal(1, (await first).GenerationId);
            Assert.Equal(2, (await first).Members.Count);
            Assert.Equal(1, (await second).GenerationId);
        },
        new GroupSettings { InitialRebalanceDelayMs = 3_000 });

    [Fact]
    public void A_full_group_takes_nobody_else() => GroupBroker.Run(
        async broker =>
        {
            await broker.FormAsync("a", "b");
            Assert.Equal(ErrorCode.GroupMaxSizeReached, (await broker.JoinAsync()).ErrorCode);
            Assert.Equal("Stable", broker.State);
        },
        new GroupSettings { MaxSize = 2 });

    [Fact]
    public void An_empty_group_takes_another_protocol_type_and_goes_on_counting() => GroupBroker.Run(async broker =>
    {
        var ids = await broker.FormAsync("a");
        await broker.LeaveAsync(ids[0]);
        Assert.Equal(("Empty", "consumer"), (broker.State, broker.Describe().ProtocolType));
        var joined = await broker.JoinAsync(version: 3, type: "connect", protocol: "compatible");
        Assert.Equal((3, "compatible"), (joined.GenerationId, joined.ProtocolName));
        Assert.Equal(("CompletingRebalance", "connect"), (broker.State, broker.Describe().ProtocolType));
    });
}
