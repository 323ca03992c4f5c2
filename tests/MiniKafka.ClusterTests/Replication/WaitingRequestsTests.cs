using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.ClusterTests.Replication;

/// <summary>What waits in a broker, in virtual time: it ends with its broker, with its client, and with its own time, and leaves nothing behind.</summary>
public sealed class WaitingRequestsTests
{
    private const int LongWaitMs = 60_000;
    private const int Leader = 3;
    private const int CutOff = 9;
    private static readonly TimeSpan Bearable = TimeSpan.FromSeconds(1);

    [Fact]
    public void Ten_brokers_stop_at_once_whatever_waits_in_them() => VirtualCluster.Run(
        async cluster =>
        {
            var coordinator = await CoordinatorAsync(cluster);
            var orders = await PartitionClient.CreateAsync(cluster, "orders", [Leader, 4, 5]);
            await orders.AppendAsync(Leader, "on all replicas");
            await cluster.DelayAsync(TimeSpan.FromSeconds(1));
            cluster.CutOff(coordinator);
            cluster.CutOff(CutOff);
            var waiting = Writes(cluster).Concat(Groups(cluster, coordinator)).Concat(Undecided(cluster)).ToList();
            await cluster.DelayAsync(TimeSpan.FromMilliseconds(100));
            Assert.All(waiting, request => Assert.False(request.IsCompleted));

            var start = cluster.Now;
            await cluster.EndAsync();
            Assert.True(cluster.Now - start < Bearable, $"They took {cluster.Now - start}.");
            foreach (var request in waiting)
            {
                // Answered or not, nobody waits any more.
                _ = await Record.ExceptionAsync(() => request);
            }
        },
        brokers: 10,
        ("offsets.topic.num.partitions", "1"),
        ("group.initial.rebalance.delay.ms", $"{LongWaitMs}"));

    [Fact]
    public void A_client_that_leaves_takes_with_it_what_it_waited_for() => VirtualCluster.Run(
        async cluster =>
        {
            var orders = await PartitionClient.CreateAsync(cluster, "orders", [Leader, 4, 5]);
            await orders.AppendAsync(Leader, "on all replicas");
            await cluster.DelayAsync(TimeSpan.FromSeconds(1));
            var partition = cluster.Node(Leader).Replicas.Find(new TopicPartition("orders", 0))!;
            var waiting = Writes(cluster).ToList();
            await cluster.DelayAsync(TimeSpan.FromSeconds(1));
            Assert.Equal(waiting.Count, partition.Waiting.Count);

            await cluster.DisconnectAsync();
            await cluster.DelayAsync(TimeSpan.FromMilliseconds(1));
            Assert.Equal(0, partition.Waiting.Count);
            foreach (var request in waiting)
            {
                Assert.NotNull(await Record.ExceptionAsync(() => request));
            }
        },
        brokers: 6);

    [Fact]
    public void A_client_that_leaves_takes_with_it_what_no_controller_decided() => VirtualCluster.Run(
        async cluster =>
        {
            await CoordinatorAsync(cluster);
            cluster.CutOff(CutOff);
            var waiting = Undecided(cluster).ToList();
            await cluster.DelayAsync(TimeSpan.FromSeconds(20));
            Assert.All(waiting, request => Assert.False(request.IsCompleted));

            await cluster.DisconnectAsync();
            await cluster.DelayAsync(TimeSpan.FromSeconds(1));
            foreach (var request in waiting)
            {
                Assert.NotNull(await Record.ExceptionAsync(() => request));
            }
        },
        brokers: 10,
        ("offsets.topic.num.partitions", "1"));

    [Fact]
    public void Whoever_asks_for_a_coordinator_whose_topic_nobody_can_make_is_told_that_there_is_none() => VirtualCluster.Run(
        async cluster =>
        {
            cluster.CutOff(CutOff);
            await cluster.DelayAsync(TimeSpan.FromSeconds(1));
            var found = await cluster.CallAsync(CutOff, new FindCoordinatorRequest { KeyType = 1, CoordinatorKeys = ["transaction"] });
            Assert.Equal(ErrorCode.CoordinatorNotAvailable, Assert.Single(found.Coordinators).ErrorCode);
        },
        brokers: 10);

    [Fact]
    public void Nothing_piles_up_where_nothing_happens() => VirtualCluster.Run(
        async cluster =>
        {
            await CoordinatorAsync(cluster);
            await cluster.DelayAsync(TimeSpan.FromMinutes(10));
            foreach (var partition in cluster.Nodes.SelectMany(node => node.Replicas.Partitions))
            {
                // One fetch of each follower, and the coordinator that looks after its log.
                Assert.InRange(partition.Waiting.Count, 0, partition.IsLeader ? 3 : 0);
            }
        },
        brokers: 3,
        ("offsets.topic.num.partitions", "10"),
        ("offsets.topic.replication.factor", "3"));

    /// <summary>What only the followers of the partition could end, who are cut off from its leader, and a fetch that waits for a record.</summary>
    private static IEnumerable<Task> Writes(VirtualCluster cluster)
    {
        cluster.Isolate(Leader, 4);
        cluster.Isolate(Leader, 5);
        var orders = new PartitionClient(cluster, "orders");
        yield return orders.ProduceAsync(Leader, "on the leader alone", timeoutMs: LongWaitMs);
        yield return cluster.CallAsync(
            Leader,
            new FetchRequest
            {
                MinBytes = 1, MaxWaitMs = LongWaitMs, Topics = [new() { Topic = "orders", Partitions = [new() { FetchOffset = 1, PartitionMaxBytes = 1_000 }] }],
            },
            newestVersion: 12,
            connection: 1);
        yield return cluster.CallAsync(
            Leader,
            new DeleteRecordsRequest { TimeoutMs = LongWaitMs, Topics = [new() { Name = "orders", Partitions = [new() { PartitionIndex = 0, Offset = 1 }] }] },
            connection: 2);
    }

    /// <summary>A member that waits for others, and a commit that waits for the followers of the offsets topic.</summary>
    private static IEnumerable<Task> Groups(VirtualCluster cluster, int coordinator)
    {
        yield return cluster.CallAsync(
            coordinator,
            new JoinGroupRequest
            {
                GroupId = "billing",
                ProtocolType = "consumer",
                SessionTimeoutMs = LongWaitMs,
                RebalanceTimeoutMs = LongWaitMs,
                Protocols = [new() { Name = "range", Metadata = [1] }],
            },
            newestVersion: 3);
        yield return cluster.CallAsync(
            coordinator,
            new OffsetCommitRequest
            {
                GroupId = "another", GenerationIdOrMemberEpoch = -1, MemberId = "", Topics = [new() { Name = "orders", Partitions = [new() { CommittedOffset = 1 }] }],
            },
            newestVersion: 9,
            connection: 1);
    }

    /// <summary>What a controller would have to decide that cannot be reached.</summary>
    private static IEnumerable<Task> Undecided(VirtualCluster cluster)
    {
        Func<int, Task>[] requests =
        [
            connection => Ask(new CreateTopicsRequest { TimeoutMs = LongWaitMs, Topics = [new() { Name = "new", NumPartitions = 1, ReplicationFactor = 1 }] }, connection),
            connection => Ask(new InitProducerIdRequest { TransactionalId = null, TransactionTimeoutMs = LongWaitMs, ProducerId = -1, ProducerEpoch = -1 }, connection),
            connection => Ask(new FindCoordinatorRequest { KeyType = 1, CoordinatorKeys = ["transaction"] }, connection),
            connection => Ask(new ElectLeadersRequest { TimeoutMs = LongWaitMs, TopicPartitions = [new() { Topic = "orders", Partitions = [0] }] }, connection),
        ];
        return requests.Select((request, connection) => request(connection)).ToList();

        Task Ask<TResponse>(IRequest<TResponse> request, int connection)
            where TResponse : class, IResponse => cluster.CallAsync(CutOff, request, connection: connection);
    }

    /// <summary>The broker that coordinates all groups, once it does.</summary>
    private static async Task<int> CoordinatorAsync(VirtualCluster cluster)
    {
        var coordinator = -1;
        for (var start = cluster.Now; coordinator < 0; await cluster.DelayAsync(TimeSpan.FromMilliseconds(100)))
        {
            Assert.True(cluster.Now - start < TimeSpan.FromMinutes(1), "There is no coordinator.");
            coordinator = (await cluster.CallAsync(0, new FindCoordinatorRequest { CoordinatorKeys = ["billing"] })).Coordinators[0].NodeId;
        }

        await cluster.DelayAsync(TimeSpan.FromSeconds(5));
        return coordinator;
    }
}
