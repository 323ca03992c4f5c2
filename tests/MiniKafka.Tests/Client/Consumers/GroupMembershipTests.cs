using MiniKafka.Client;
using MiniKafka.Model;

namespace MiniKafka.Tests.Client.Consumers;

/// <summary>How members come, go, fall silent, and are taken for dead.</summary>
public sealed class GroupMembershipTests : GroupConsumerFixture
{
    [Theory]
    [InlineData("range")]
    [InlineData("cooperative-sticky")]
    public async Task A_member_that_does_not_ask_for_records_loses_its_partitions_and_comes_back(string strategy)
    {
        var lost = new List<int>();
        await using var silent = Consumer("g", config =>
        {
            config.MaxPollIntervalMs = 300;
            config.HeartbeatIntervalMs = 50;
            config.PartitionAssignmentStrategy = strategy;
        });
        silent.Subscribe("orders", new RebalanceHandlers { Lost = partitions => lost.Add(partitions.Count) });
        Drive(() => silent.Assignment.Count == 4, silent);
        await using var other = Consumer("g", config =>
        {
            config.HeartbeatIntervalMs = 50;
            config.PartitionAssignmentStrategy = strategy;
        });
        other.Subscribe("orders");

        // Only a silent member gives up everything: one that takes part would keep two.
        Drive(() => other.Assignment.Count == 4, other);
        Drive(() => silent.Assignment.Count == 2 && other.Assignment.Count == 2, silent, other);

        Assert.True(lost.Sum() >= 4, $"lost {string.Join(',', lost)}");
    }

    [Fact]
    public async Task A_silent_member_without_partitions_leaves_and_stays_away_until_records_are_asked_for()
    {
        await using var owner = Consumer("g", config => config.HeartbeatIntervalMs = 50);
        owner.Subscribe("other");
        Drive(() => owner.Assignment.Count == 1, owner);
        await using var idle = Consumer("g", config =>
        {
            config.MaxPollIntervalMs = 300;
            config.HeartbeatIntervalMs = 50;
        });
        idle.Subscribe("other");
        await using var admin = Kafka.CreateAdmin();
        await DriveAsync(async () => (await admin.DescribeGroupAsync("g")) is { State: "Stable", Members.Count: 2 }, owner, idle);

        await DriveAsync(async () => (await admin.DescribeGroupAsync("g")) is { State: "Stable", Members.Count: 1 }, owner);
        await DriveAsync(async () => (await admin.DescribeGroupAsync("g")) is { State: "Stable", Members.Count: 2 }, owner, idle);
    }

    [Fact]
    public async Task Unsubscribing_revokes_commits_and_leaves_and_partitions_can_be_assigned_then()
    {
        await FillAsync("orders", 1, each: 3);
        var revoked = new List<TopicPartition>();
        await using var consumer = Consumer("g");
        consumer.Subscribe("orders", new RebalanceHandlers { Revoked = revoked.AddRange });
        Assert.Equal(0, consumer.Consume(Patience)!.Offset);
        Assert.Equal(1, consumer.Consume(Patience)!.Offset);

        consumer.Unsubscribe();

        Assert.Equal(4, revoked.Count);
        Assert.Empty(consumer.Assignment);
        await using var admin = Kafka.CreateAdmin();
        await DriveAsync(async () => (await admin.DescribeGroupAsync("g")).Members.Count == 0);
        consumer.Assign(new TopicPartition("orders", 0));
        Assert.Equal(2, consumer.Consume(Patience)!.Offset);
        consumer.Unassign();
        consumer.Subscribe("other");
        Drive(() => consumer.Assignment is [{ Topic: "other" }], consumer);
    }

    [Fact]
    public async Task A_static_member_whose_name_is_taken_by_another_hears_of_it_and_loses_its_partitions()
    {
        var lost = 0;
        await using var first = Consumer("g", config => config.GroupInstanceId = "same");
        first.Subscribe("orders", new RebalanceHandlers { Lost = partitions => lost += partitions.Count });
        Drive(() => first.Assignment.Count == 4, first);
        await using var second = Consumer("g", config => config.GroupInstanceId = "same");
        second.Subscribe("orders");
        Drive(() => second.Assignment.Count == 4, second);

        var fenced = Assert.Throws<KafkaException>(() => first.Consume(Patience));
        Assert.Equal(ErrorCode.FencedInstanceId, fenced.Code);
        Drive(() => first.Assignment.Count == 0, first);
        Assert.Equal(4, lost);
        Assert.Null(first.Consume(Moment));
    }

    [Fact]
    public async Task A_static_member_is_removed_by_an_administrator()
    {
        await using var member = Consumer("g", config => config.GroupInstanceId = "one");
        member.Subscribe("orders");
        Drive(() => member.Assignment.Count == 4, member);
        await using var admin = Kafka.CreateAdmin();
        var unknown = await Assert.ThrowsAsync<KafkaException>(() => admin.RemoveGroupMembersAsync("g", ["two"]));
        Assert.Equal(ErrorCode.UnknownMemberId, unknown.Code);

        await admin.RemoveGroupMembersAsync("g", ["one"]);

        Assert.Empty((await admin.DescribeGroupAsync("g")).Members);
    }

    [Fact]
    public async Task A_commit_of_somebody_who_is_no_member_any_more_is_refused()
    {
        await FillAsync("orders", 1, each: 1);
        await using var silent = Consumer("g", config =>
        {
            config.EnableAutoCommit = false;
            config.MaxPollIntervalMs = 300;
            config.HeartbeatIntervalMs = 50;
        });
        silent.Subscribe("orders");
        var record = silent.Consume(Patience)!;
        await using var other = Consumer("g");
        other.Subscribe("orders");
        Drive(() => other.Assignment.Count == 4, other);

        var refused = await Assert.ThrowsAsync<KafkaException>(() => silent.CommitAsync(record));

        Assert.Equal(ErrorCode.UnknownMemberId, refused.Code);
    }

    [Fact]
    public async Task A_static_member_comes_back_to_its_partitions_without_a_rebalance()
    {
        await using var other = Consumer("g", config => config.GroupInstanceId = "other");
        var moves = 0;
        other.Subscribe("orders", new RebalanceHandlers { Revoked = _ => moves++ });
        Drive(() => other.Assignment.Count == 4, other);
        var restarted = Consumer("g", config => config.GroupInstanceId = "restarted");
        restarted.Subscribe("orders");
        Drive(() => restarted.Assignment.Count == 2 && other.Assignment.Count == 2, other, restarted);
        var before = restarted.Assignment;
        var movesBefore = moves;
        await restarted.DisposeAsync();

        await using var back = Consumer("g", config => config.GroupInstanceId = "restarted");
        back.Subscribe("orders");
        Drive(() => back.Assignment.Count == 2, other, back);

        Assert.Equal(before, back.Assignment);
        Assert.Equal(movesBefore, moves);
    }
}
