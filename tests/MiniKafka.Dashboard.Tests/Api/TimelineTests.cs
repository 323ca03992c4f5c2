using MiniKafka.Client.Admin;
using MiniKafka.Dashboard.Pages;
using MiniKafka.Dashboard.Sources;
using MiniKafka.Dashboard.Timeline;
using MiniKafka.Model;

namespace MiniKafka.Dashboard.Tests.Api;

/// <summary>What is told of two looks that differ.</summary>
public sealed class TimelineTests
{
    private readonly EventLog _events = new(TimeProvider.System);

    private IEnumerable<string> Told => _events.Newest(EventLog.MostKept).Reverse().Select(each => $"{each.Kind}: {each.Text}");

    [Fact]
    public void Elections_and_the_isr_are_told_partition_by_partition()
    {
        var changes = new MetadataChanges(_events);
        changes.See(Known([Topic("orders", Partition(0, leader: 1, epoch: 3, 1, 2), Partition(1, leader: 2, epoch: 5, 1, 2), Partition(2, leader: -1, epoch: 7))]));
        Assert.Empty(Told);

        changes.See(Known([Topic("orders", Partition(0, leader: 2, epoch: 4, 2), Partition(1, leader: -1, epoch: 6, 1, 2), Partition(2, leader: 1, epoch: 8, 1))]));

        Assert.Equal(
            [
                "election: orders-0 is led by broker 2 from epoch 4 on, after broker 1.",
                "election: orders-1 has no leader any more; broker 2 was it.",
                "election: orders-2 is led by broker 1 from epoch 8 on, after nobody did.",
                "isr: Broker 1 has fallen out of the ISR of orders-0.",
                "isr: Broker 1 is in the ISR of orders-2 again.",
            ],
            Told);
        Assert.Equal(("orders", 0, 2), _events.Newest(5) is [.., var first] ? (first.Topic, first.Partition, first.Broker) : default);
    }

    [Fact]
    public void Many_elections_of_one_kind_are_told_as_one()
    {
        var changes = new MetadataChanges(_events);
        changes.See(Known([Topic("orders", [.. Enumerable.Range(0, 100).Select(partition => Partition(partition, leader: 1, epoch: 0, 1, 2))])]));
        changes.See(Known([Topic("orders", [.. Enumerable.Range(0, 100).Select(partition => Partition(partition, leader: 2, epoch: 1, 2))])]));
        Assert.Equal(["election: 100 partitions are led by broker 2 now, after broker 1.", "isr: 100 partitions lost broker 1 from their ISR."], Told);
    }

    [Fact]
    public void A_topic_that_was_made_again_is_another_one()
    {
        var changes = new MetadataChanges(_events);
        changes.See(Known([Topic("orders", Partition(0, 1, 9, 1))]));
        changes.See(Known([Topic("orders", Partition(0, 2, 0, 2)) with { TopicId = new Uuid(7, 7) }]));
        Assert.Equal(["topic: The topic orders was deleted.", "topic: The topic orders was made."], Told);
    }

    [Fact]
    public void Brokers_and_the_controller_are_told()
    {
        var changes = new BrokerChanges(_events);
        changes.See([Broker(1, "running", isController: true), Broker(2, "running")]);
        changes.See([Broker(2, "failed", isController: true) with { StateReason = "The disk is gone." }, Broker(3, "starting")]);
        Assert.Equal(
            [
                "broker: Broker 1 is gone.",
                "broker: Broker 2 is failed: The disk is gone.",
                "broker: Broker 3 has come: it is starting.",
                "controller: Broker 2 is the active controller now, after broker 1.",
            ],
            Told);
    }

    [Fact]
    public void Members_that_come_and_go_and_what_they_read_are_told()
    {
        var changes = new GroupChanges(_events);
        changes.See(Groups(Group("kitchen", "Stable", Member("a", 0, 1))));
        changes.See(null);
        changes.See(Groups(Group("kitchen", "PreparingRebalance", Member("a", 0, 1), Member("b"))));
        changes.See(Groups(Group("kitchen", "Stable", Member("a", 0), Member("b", 1)), Group("bar", "Empty")));
        changes.See(Groups(Group("kitchen", "Stable", Member("a", 1), Member("b", 0))));
        Assert.Equal(
            [
                "rebalance: The group kitchen has 2 members: client b joined.",
                "rebalance: The group kitchen is PreparingRebalance, after it was Stable.",
                "rebalance: The group kitchen is Stable, after it was PreparingRebalance.",
                "rebalance: There is a group bar: it is Empty with 0 members.",
                "rebalance: The group bar is gone.",
                "rebalance: The partitions of the group kitchen were given out anew.",
            ],
            Told);
    }

    [Fact]
    public void Only_the_newest_events_are_kept()
    {
        for (var i = 0; i < EventLog.MostKept + 5; i++)
        {
            _events.Add(EventKind.Fault, $"{i}");
        }

        Assert.Equal(EventLog.MostKept, _events.Newest(int.MaxValue).Count);
        Assert.Equal(["1004", "1003"], _events.Newest(2).Select(each => each.Text));
    }

    private static KnownCluster Known(IReadOnlyList<TopicDescription> topics) => new(
        "id", 1, new object(), [], [.. topics.Select(topic => topic.Name)], name => topics.FirstOrDefault(topic => topic.Name == name));

    private static TopicDescription Topic(string name, params PartitionDescription[] partitions) => new(name, new Uuid(1, 1), false, partitions);

    private static PartitionDescription Partition(int id, int leader, int epoch, params int[] isr) => new(id, leader, epoch, [1, 2], isr);

    private static BrokerStatus Broker(int id, string state, bool isController = false) => new(id, "host", 9092, null, state, null, isController, 0, 0, null);

    private static Dictionary<string, GroupDescription> Groups(params GroupDescription[] groups) => groups.ToDictionary(group => group.GroupId);

    private static GroupDescription Group(string id, string state, params MemberDescription[] members) => new(id, state, "consumer", "range", members);

    private static MemberDescription Member(string id, params int[] partitions) =>
        new(id, null, $"client {id}", "host", [.. partitions.Select(partition => new TopicPartition("orders", partition))]);
}
