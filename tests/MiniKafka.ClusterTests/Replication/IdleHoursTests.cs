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
            var before = await LivingObjects.FewestAsync(cluster);
            await cluster.DelayAsync(TimeSpan.FromHours(10));
            var after = await LivingObjects.FewestAsync(cluster);
            Assert.Equal(before.Waiting, after.Waiting);
            after.AssertNoMoreThan(before);
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
