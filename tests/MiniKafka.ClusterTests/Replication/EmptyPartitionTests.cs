using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Storage.Logs;

namespace MiniKafka.ClusterTests.Replication;

/// <summary>
/// Partitions of three replicas whose records are all gone: wherever they go, and after everybody was down, they go on where they ended, and so does
/// the group that had read everything.
/// </summary>
public sealed class EmptyPartitionTests
{
    private const string Group = "billing";
    private const string Topic = "orders";
    private static readonly (string Key, string Value)[] Properties =
    [
        ("log.retention.check.interval.ms", "1000"),
        ("offsets.topic.num.partitions", "1"),
        ("offsets.topic.replication.factor", "3"),
    ];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void After_all_brokers_were_down_the_next_record_gets_the_next_offset_and_the_group_reads_it(bool areStopped) => VirtualCluster.Run(
        async cluster =>
        {
            var orders = await PartitionClient.CreateAsync(cluster, Topic, [0, 1, 2], ("retention.ms", "3600000"));
            await FillAsync(orders, leader: 0, records: 10);
            Assert.Equal(ErrorCode.None, await CommitAsync(cluster, 10));
            await ExpireAsync(cluster, orders, end: 10);
            for (var i = 0; i < 2; i++)
            {
                await BounceAllAsync(cluster, areStopped);
                Assert.All([0, 1, 2], broker => Assert.Equal((10, 10), OffsetsAt(cluster, broker)));
            }

            await orders.ConfigureAsync(0, "retention.ms", "-1");
            var leader = cluster.LeaderOf(Topic);
            Assert.Equal(10, await orders.AppendAsync(leader, "next"));
            var committed = await CommittedAsync(cluster);
            Assert.Equal(10, committed);
            Assert.Equal(["next"], PartitionClient.Values((await orders.FetchAsync(leader, committed)).Records!.Value.ToContiguous().ToArray()));
        },
        brokers: 3,
        Properties);

    [Fact]
    public void Replica_that_was_reassigned_while_empty_goes_on_there_after_a_restart() => VirtualCluster.Run(
        async cluster =>
        {
            var orders = await PartitionClient.CreateAsync(cluster, Topic, [0, 1, 2], ("retention.ms", "3600000"));
            await FillAsync(orders, leader: 0, records: 10);
            await ExpireAsync(cluster, orders, end: 10);
            Assert.Equal(ErrorCode.None, await orders.ReassignAsync(0, 3, 4, 5));
            await cluster.SeenAsync(Topic, partition => partition is { IsReassigning: false, Replicas: [3, 4, 5], Isr.Length: 3 });
            Assert.All([3, 4, 5], broker => Assert.Equal((10, 10), OffsetsAt(cluster, broker)));
            await BounceAllAsync(cluster, areStopped: false);
            Assert.All([3, 4, 5], broker => Assert.Equal((10, 10), OffsetsAt(cluster, broker)));
            Assert.Equal(10, await orders.AppendAsync(cluster.LeaderOf(Topic), "next"));
        },
        brokers: 6,
        Properties);

    [Fact]
    public void Follower_that_had_to_begin_anew_leads_from_there_after_all_brokers_were_down() => VirtualCluster.Run(
        async cluster =>
        {
            var orders = await PartitionClient.CreateAsync(cluster, Topic, [3, 4, 5], ("retention.ms", "3600000"));
            await FillAsync(orders, leader: 3, records: 5);
            await cluster.KillAsync(5);
            await cluster.SeenAsync(Topic, partition => partition.Isr.Length == 2);
            await FillAsync(orders, leader: 3, records: 5);
            await ExpireAsync(cluster, orders, end: 10);
            await cluster.StartAsync(5);
            await cluster.SeenAsync(Topic, partition => partition.Isr.Length == 3);
            Assert.Equal((10, 10), OffsetsAt(cluster, 5));

            await BounceAllAsync(cluster, areStopped: false);
            await cluster.SeenAsync(Topic, partition => partition.Isr.Length == 3);
            await cluster.StopAsync(3);
            await cluster.StopAsync(4);
            await cluster.SeenAsync(Topic, partition => partition.Leader == 5);
            await orders.ConfigureAsync(0, "min.insync.replicas", "1");
            Assert.Equal(10, await orders.AppendAsync(5, "next"));
        },
        brokers: 6,
        Properties);

    private static async Task FillAsync(PartitionClient orders, int leader, int records)
    {
        for (var i = 0; i < records; i++)
        {
            await orders.AppendAsync(leader, $"{i}");
        }
    }

    /// <summary>Lets retention take everything on every replica that is up.</summary>
    private static async Task ExpireAsync(VirtualCluster cluster, PartitionClient orders, long end)
    {
        await orders.ConfigureAsync(0, "retention.ms", "1");
        await cluster.UntilAsync(() => Logs(cluster).All(log => (log.LogStartOffset, log.LogEndOffset) == (end, end)));
    }

    private static async Task BounceAllAsync(VirtualCluster cluster, bool areStopped)
    {
        int[] all = [.. cluster.Nodes.Select(node => node.NodeId)];
        if (areStopped)
        {
            await Task.WhenAll(all.Select(cluster.StopAsync));
        }
        else
        {
            foreach (var broker in all)
            {
                await cluster.KillAsync(broker);
            }
        }

        await cluster.StartTogetherAsync(all);
        await cluster.SeenAsync(Topic, partition => partition.HasLeader);
        await cluster.UntilAsync(() => Logs(cluster).Count() == 3);
    }

    private static IEnumerable<PartitionLog> Logs(VirtualCluster cluster) =>
        cluster.Nodes.Select(node => node.Replicas.Find(new TopicPartition(Topic, 0))?.Log).OfType<PartitionLog>();

    private static (long Start, long End) OffsetsAt(VirtualCluster cluster, int broker) =>
        cluster.Node(broker).Replicas.Find(new TopicPartition(Topic, 0))!.Log is var log ? (log.LogStartOffset, log.LogEndOffset) : default;

    /// <summary>Commits as a consumer without a group membership does, as soon as there is a coordinator.</summary>
    private static async Task<ErrorCode> CommitAsync(VirtualCluster cluster, long offset)
    {
        var error = ErrorCode.NotCoordinator;
        for (var start = cluster.Now; IsTransient(error) && cluster.Now - start < TimeSpan.FromMinutes(1); await cluster.DelayAsync(TimeSpan.FromMilliseconds(100)))
        {
            var committed = await cluster.CallAsync(
                await CoordinatorAsync(cluster),
                new OffsetCommitRequest
                {
                    GroupId = Group,
                    GenerationIdOrMemberEpoch = -1,
                    MemberId = "",
                    Topics = [new() { Name = Topic, Partitions = [new() { CommittedOffset = offset }] }],
                },
                newestVersion: 9);
            error = committed.Topics[0].Partitions[0].ErrorCode;
        }

        return error;
    }

    private static async Task<long> CommittedAsync(VirtualCluster cluster)
    {
        for (var start = cluster.Now; cluster.Now - start < TimeSpan.FromMinutes(1); await cluster.DelayAsync(TimeSpan.FromMilliseconds(100)))
        {
            var fetched = await cluster.CallAsync(
                await CoordinatorAsync(cluster),
                new OffsetFetchRequest { Groups = [new() { GroupId = Group, Topics = [new() { Name = Topic, PartitionIndexes = [0] }] }] },
                newestVersion: 9);
            if (!IsTransient(fetched.Groups[0].ErrorCode))
            {
                return fetched.Groups[0].Topics[0].Partitions[0].CommittedOffset;
            }
        }

        throw new TimeoutException("No coordinator tells the committed offset.");
    }

    private static async Task<int> CoordinatorAsync(VirtualCluster cluster)
    {
        while (true)
        {
            var found = (await cluster.CallAsync(0, new FindCoordinatorRequest { CoordinatorKeys = [Group] })).Coordinators[0];
            if (found.ErrorCode == ErrorCode.None)
            {
                return found.NodeId;
            }

            await cluster.DelayAsync(TimeSpan.FromMilliseconds(100));
        }
    }

    private static bool IsTransient(ErrorCode error) => error is ErrorCode.NotCoordinator or ErrorCode.CoordinatorLoadInProgress or ErrorCode.CoordinatorNotAvailable;
}
