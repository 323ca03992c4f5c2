using MiniKafka.Broker;
using MiniKafka.Broker.Membership;
using MiniKafka.Configuration.Effective;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Replication;
using MiniKafka.Runtime.Simulation;
using MiniKafka.Tests.Broker.Controllers;

namespace MiniKafka.Tests.Broker.Membership;

/// <summary>The way of in-sync sets to a controller that answers as the test says, in virtual time.</summary>
public sealed class ControllerIsrChannelTests
{
    private static readonly Uuid Topic = new(1, 1);

    private readonly ScriptedController _controller = new();

    [Fact]
    public void However_many_partitions_ask_at_once_the_controller_is_asked_once() => Run(async channel =>
    {
        _controller.Alter = Decide;
        var answers = Enumerable.Range(0, 1000).Select(partition => channel.ProposeAsync(Change(partition))).ToList();
        foreach (var (partition, answer) in answers.Index())
        {
            Assert.Equal(partition + 1, (await answer).PartitionEpoch);
        }

        Assert.Equal(1000, Assert.Single(_controller.Alterations).Topics.Sum(topic => topic.Partitions.Count));
    });

    [Fact]
    public void What_comes_up_while_the_controller_is_asked_goes_with_the_next_request() => Run(async channel =>
    {
        var first = new TaskCompletionSource();
        _controller.Alter = async request =>
        {
            await first.Task;
            return await Decide(request);
        };
        var one = channel.ProposeAsync(Change(1));
        await Task.Yield();
        await Task.Yield();
        var (two, three) = (channel.ProposeAsync(Change(2)), channel.ProposeAsync(Change(3)));
        Assert.Single(_controller.Alterations);
        first.SetResult();
        Assert.Equal((2, 3, 4), ((await one).PartitionEpoch, (await two).PartitionEpoch, (await three).PartitionEpoch));
        Assert.Equal([1, 2], _controller.Alterations.Select(request => request.Topics.Sum(topic => topic.Partitions.Count)));
    });

    [Fact]
    public void Nobody_waits_for_an_answer_that_did_not_come() => Run(async channel =>
    {
        _controller.Alter = _ => throw new KafkaException(ErrorCode.RequestTimedOut, "Nobody decides.");
        var answers = Enumerable.Range(0, 3).Select(partition => channel.ProposeAsync(Change(partition))).ToList();
        foreach (var answer in answers)
        {
            Assert.Equal(ErrorCode.RequestTimedOut, (await Assert.ThrowsAsync<KafkaException>(() => answer)).Code);
        }

        _controller.Alter = Decide;
        Assert.Equal(8, (await channel.ProposeAsync(Change(7))).PartitionEpoch);
    });

    [Fact]
    public void Of_a_partition_that_asks_again_before_it_was_heard_the_later_wish_counts() => Run(async channel =>
    {
        _controller.Alter = Decide;
        var (former, latter) = (channel.ProposeAsync(Change(1)), channel.ProposeAsync(Change(1)));
        Assert.Equal(2, (await latter).PartitionEpoch);
        Assert.Equal(ErrorCode.OperationNotAttempted, (await Assert.ThrowsAsync<KafkaException>(() => former)).Code);
        Assert.Single(Assert.Single(Assert.Single(_controller.Alterations).Topics).Partitions);
    });

    private static IsrChange Change(int partition) =>
        new(new TopicIdPartition(Topic, "t", partition), LeaderEpoch: 0, PartitionEpoch: partition, [new IsrCandidate(1, -1)]);

    private static Task<AlterPartitionResponse> Decide(AlterPartitionRequest request) => Task.FromResult(new AlterPartitionResponse
    {
        Topics = request.Topics.ConvertAll(topic => new AlterPartitionResponse.TopicData
        {
            TopicId = topic.TopicId,
            Partitions = topic.Partitions.ConvertAll(partition => new AlterPartitionResponse.PartitionData
            {
                PartitionIndex = partition.PartitionIndex, Isr = [1], PartitionEpoch = partition.PartitionEpoch + 1,
            }),
        }),
    });

    private void Run(Func<ControllerIsrChannel, Task> test)
    {
        var host = new SimulatedLoopHost(1);
        var loop = host.CreateLoop("broker 1");
        var view = new ClusterView(1, "cluster", BrokerConfigLayers.FromProperties([]));
        host.Run(() => loop.InvokeAsync(() => test(new ControllerIsrChannel(view, _controller, loop))));
    }
}
