using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.ClusterTests.Replication;

/// <summary>A cluster in which nothing happens for hours, in virtual time: whatever waits in it ends again and again, and leaves nothing behind.</summary>
public sealed class IdleHoursTests
{
    private const int Partitions = 50;

    [Fact]
    public void Ten_idle_hours_leave_nothing_behind() => VirtualCluster.Run(
        async cluster =>
        {
            await GroupsAreServedAsync(cluster);
            var isOver = false;
            var consuming = Enumerable.Range(0, 3).Select(broker => ConsumeAsync(cluster, broker, () => isOver)).ToList();
            await cluster.DelayAsync(TimeSpan.FromMinutes(90));
            var before = await FewestAsync(cluster);
            await cluster.DelayAsync(TimeSpan.FromHours(10));
            var after = await FewestAsync(cluster);
            Assert.Equal(before.Waiting, after.Waiting);
            Assert.InRange(after.Timers, 1, before.Timers);
            Assert.True(after.Objects.Values.Sum() <= before.Objects.Values.Sum(), $"There are more than before:{Environment.NewLine}{ReachableObjects.More(before.Objects, after.Objects)}");
            isOver = true;
            foreach (var consumer in consuming)
            {
                await consumer;
            }
        },
        brokers: 3,
        ("offsets.topic.num.partitions", $"{Partitions}"),
        ("offsets.topic.replication.factor", "3"),
        ("replica.fetch.wait.max.ms", "5000"));

    /// <summary>Of some moments in which this and that is on its way, the one with the fewest objects.</summary>
    private static async Task<(int Waiting, int Timers, IReadOnlyDictionary<Type, int> Objects)> FewestAsync(VirtualCluster cluster)
    {
        List<(int Waiting, int Timers, IReadOnlyDictionary<Type, int> Objects)> found = [];
        for (var i = 0; i < 10; i++)
        {
            await cluster.DelayAsync(TimeSpan.FromMilliseconds(137));
            found.Add((
                cluster.Nodes.Sum(node => node.Replicas.Partitions.Sum(partition => partition.Waiting.Count)),
                cluster.Nodes.Sum(node => node.Loop.Timers.Count),
                ReachableObjects.Count(cluster.Nodes, typeof(Control.ListedLogs))));
        }

        return (found.Min(one => one.Waiting), found.Min(one => one.Timers), found.MinBy(one => one.Objects.Values.Sum()).Objects);
    }

    private static async Task GroupsAreServedAsync(VirtualCluster cluster)
    {
        while ((await cluster.CallAsync(0, new FindCoordinatorRequest { CoordinatorKeys = ["idle"] })).Coordinators[0].ErrorCode != ErrorCode.None)
        {
            await cluster.DelayAsync(TimeSpan.FromMilliseconds(100));
        }
    }

    /// <summary>A consumer that waits for records of all partitions that a broker leads, which never come.</summary>
    private static async Task ConsumeAsync(VirtualCluster cluster, int broker, Func<bool> isOver)
    {
        while (!isOver())
        {
            var led = cluster.Node(broker).Replicas.Partitions.Where(partition => partition.IsLeader).Select(partition => partition.Id.Partition);
            using var fetched = await cluster.SendAsync(
                broker,
                new FetchRequest
                {
                    MinBytes = 1,
                    MaxWaitMs = 30_000,
                    Topics = [new() { Topic = "__consumer_offsets", Partitions = [.. led.Select(partition => new FetchRequest.FetchPartition { Partition = partition, PartitionMaxBytes = 1000 })] }],
                },
                newestVersion: 12,
                connection: 7);
        }
    }
}
