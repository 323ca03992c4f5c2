using MiniKafka.Model;

namespace MiniKafka.Tests.Coordination.Groups.Classic;

/// <summary>Whether the log tells who comes to a group and who goes, and why.</summary>
public class GroupStoryTests
{
    [Fact]
    public void Members_that_come_and_go_are_told_with_what_becomes_of_the_group() => GroupBroker.Run(async broker =>
    {
        var members = await broker.FormAsync("a", "b");
        Assert.Equal(
            [
                $"Information: Group 'g': member '{members[0]}' from /127.0.0.1 joined.",
                $"Information: Group 'g': member '{members[1]}' from /127.0.0.1 joined.",
                "Information: Group 'g' is stable in generation 2, with 2 members and the protocol 'range'.",
            ],
            broker.Story.Lines);
        broker.Story.Lines.Clear();
        foreach (var member in members)
        {
            Assert.Equal(ErrorCode.None, await broker.LeaveAsync(member));
        }

        await broker.WaitAsync(60_000);
        Assert.Equal(
            [
                $"Information: Group 'g': member '{members[0]}' left, by itself.",
                $"Information: Group 'g': member '{members[1]}' left, by itself.",
                "Information: Group 'g' is empty in generation 3.",
            ],
            broker.Story.Lines);
    });

    [Fact]
    public void A_member_that_was_not_heard_of_is_told_with_its_time_out() => GroupBroker.Run(async broker =>
    {
        var members = await broker.FormAsync(session: 10_000, rebalance: 20_000, "a");
        broker.Story.Lines.Clear();
        await broker.WaitAsync(11_000);
        Assert.Equal(
            [
                $"Information: Group 'g': member '{members[0]}' is out, because no heartbeat of it came within its session.timeout.ms of 10000.",
                "Information: Group 'g' is empty in generation 2.",
            ],
            broker.Story.Lines);
    });

    [Fact]
    public void A_member_that_does_not_join_again_is_told_with_its_time_out() => GroupBroker.Run(async broker =>
    {
        var members = await broker.FormAsync(session: 60_000, rebalance: 20_000, "a");
        broker.Story.Lines.Clear();
        var joining = broker.JoinNewAsync(session: 60_000, rebalance: 20_000);
        await broker.WaitAsync(21_000);
        await joining;
        Assert.Contains($"Information: Group 'g': member '{members[0]}' is out, because it did not join again within its rebalance time-out of 20000 ms.", broker.Story.Lines);
    });

    [Fact]
    public void A_member_that_does_not_ask_for_its_assignment_is_told_with_its_time_out() => GroupBroker.Run(async broker =>
    {
        var joined = await broker.JoinNewAsync(session: 60_000, rebalance: 20_000);
        await broker.WaitAsync(21_000);
        Assert.Contains($"Information: Group 'g': member '{joined.MemberId}' is out, because it did not ask for its assignment within 20000 ms.", broker.Story.Lines);
    });

    [Fact]
    public void A_static_member_that_came_back_is_told_with_its_new_id() => GroupBroker.Run(async broker =>
    {
        var first = await broker.JoinAsync(instance: "i");
        await broker.SyncAsync(first.MemberId, first.GenerationId, instance: "i", assignments: (first.MemberId, "all"));
        var again = await broker.JoinAsync(instance: "i");
        Assert.NotEqual(first.MemberId, again.MemberId);
        Assert.Contains($"Information: Group 'g': the static member 'i' came back, as '{again.MemberId}'.", broker.Story.Lines);
    });
}
