using MiniKafka.Coordination.Groups;
using MiniKafka.Model;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Tests.Coordination.Groups.Offsets;

/// <summary>When offsets and empty groups are forgotten.</summary>
public sealed class OffsetExpiryTests
{
    private const int Minute = 60_000;

    private static readonly GroupSettings TenMinutes = new() { OffsetsRetentionMs = 10 * Minute, OffsetsRetentionCheckIntervalMs = Minute };

    [Fact]
    public void Offsets_of_a_group_without_members_age_from_their_commit() => GroupBroker.Run(
        async broker =>
        {
            await broker.CommitAsync(1);
            await broker.WaitAsync(5 * Minute);
            await broker.CommitAsync(2, topic: "u");
            await broker.WaitAsync(6 * Minute);
            Assert.Equal("u-0=2", await broker.StoredAsync());
            await broker.WaitAsync(6 * Minute);
            Assert.Equal("", await broker.StoredAsync());
            Assert.Equal(ErrorCode.GroupIdNotFound, broker.Describe().ErrorCode);
        },
        TenMinutes);

    [Fact]
    public void Offsets_of_an_empty_group_age_from_when_the_last_member_left() => GroupBroker.Run(
        async broker =>
        {
            var member = (await broker.FormAsync("a"))[0];
            await broker.CommitAsync(1, 1, member);
            for (var i = 0; i < 40; i++)
            {
                await broker.WaitAsync(Minute / 4);
                Assert.Equal(ErrorCode.None, broker.Beat(member, 1));
            }

            await broker.LeaveAsync(member);
            await broker.WaitAsync(9 * Minute);
            Assert.Equal("t-0=1", await broker.StoredAsync());
            await broker.WaitAsync(2 * Minute);
            Assert.Equal("", await broker.StoredAsync());
        },
        TenMinutes);

    [Fact]
    public void A_stable_consumer_group_loses_only_offsets_of_topics_it_no_longer_subscribes_to() => GroupBroker.Run(
        async broker =>
        {
            var joined = await broker.JoinSubscribingAsync("t");
            await broker.SyncAsync(joined.MemberId, 1, assignments: (joined.MemberId, "x"));
            await broker.CommitAsync(1, 1, joined.MemberId);
            await broker.CommitAsync(2, 1, joined.MemberId, topic: "u");
            for (var i = 0; i < 50; i++)
            {
                await broker.WaitAsync(Minute / 4);
                Assert.Equal(ErrorCode.None, broker.Beat(joined.MemberId, 1));
            }

            Assert.Equal("t-0=1", await broker.StoredAsync());
        },
        TenMinutes);

    [Fact]
    public void A_retention_of_the_clients_own_counts_instead() => GroupBroker.Run(
        async broker =>
        {
            await broker.CommitAsync(1, version: 2, retentionMs: 2 * Minute);
            await broker.CommitAsync(2, topic: "u");
            await broker.RestartAsync();
            await broker.WaitAsync(3 * Minute);
            Assert.Equal("u-0=2", await broker.StoredAsync());
        },
        TenMinutes);

    [Fact]
    public void An_offset_that_a_transaction_is_about_to_replace_stays() => GroupBroker.Run(
        async broker =>
        {
            await broker.CommitAsync(1);
            await broker.CommitInTransactionAsync(7, 2);
            await broker.WaitAsync(20 * Minute);
            Assert.Equal("t-0=1", await broker.StoredAsync());
            await broker.EndTransactionAsync(7, commit: false);
            await broker.WaitAsync(2 * Minute);
            Assert.Equal(ErrorCode.GroupIdNotFound, broker.Describe().ErrorCode);
        },
        TenMinutes);

    [Fact]
    public void Offsets_of_the_newer_kinds_of_groups_are_left_alone() => GroupBroker.Run(
        async broker =>
        {
            broker.WriteToLog(GroupBroker.Record(new ConsumerGroupMetadataKey { GroupId = "g" }, new ConsumerGroupMetadataValue { Epoch = 3 }, 0));
            broker.WriteToLog(GroupBroker.Record(
                new OffsetCommitKey { Group = "g", Topic = "t" }, new OffsetCommitValue { Offset = 5, CommitTimestamp = 1 }, 4));
            await broker.RestartAsync();
            await broker.WaitAsync(20 * Minute);
            Assert.Equal("t-0=5", await broker.StoredAsync());
            Assert.Equal("Group g is not a classic group.", broker.Describe().ErrorMessage);
            Assert.Equal(ErrorCode.InconsistentGroupProtocol, (await broker.JoinAsync()).ErrorCode);
            Assert.Equal(ErrorCode.UnknownMemberId, broker.Beat("m", 3));
        },
        TenMinutes);
}
