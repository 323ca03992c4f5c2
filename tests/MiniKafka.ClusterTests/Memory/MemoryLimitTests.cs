using MiniKafka.ClusterTests.Replication;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Storage.Files;

namespace MiniKafka.ClusterTests.Memory;

/// <summary>A cluster in memory at the limit: what clients produce is refused, everything else goes on, and what is counted is what the logs hold.</summary>
public sealed class MemoryLimitTests
{
    private const long Most = 12 * 1024 * 1024;
    private const int ValueBytes = 100_000;

    private static readonly (string Key, string Value)[] RetainsSoon = [("log.retention.check.interval.ms", "1000")];

    [Fact]
    public void Clients_are_refused_and_topics_offsets_and_deletions_go_on() => Run(async (cluster, account) =>
    {
        var orders = await PartitionClient.CreateAsync(cluster, "orders", [0, 1, 2]);
        var last = await FillAsync(orders, leader: 0);
        Assert.InRange(account.HeldBytes, Most * 3 / 4, Most + 1024 * 1024);

        await PartitionClient.CreateAsync(cluster, "beside", [1, 2, 0]);
        await CommitAsync(cluster);
        await cluster.KillAsync(2);
        await cluster.SeenAsync("orders", partition => partition.Isr.Length == 2);
        await cluster.StartAsync(2);
        await cluster.SeenAsync("orders", partition => partition.Isr.Length == 3);

        var deleted = await cluster.CallAsync(0, new DeleteRecordsRequest
        {
            TimeoutMs = 60_000,
            Topics = [new() { Name = "orders", Partitions = [new() { PartitionIndex = 0, Offset = last + 1 }] }],
        });
        Assert.Equal(ErrorCode.None, deleted.Topics[0].Partitions[0].ErrorCode);
        await cluster.UntilAsync(() => account.FreeBytes > Most / 2);
        Assert.Equal(last + 1, await orders.AppendAsync(0, "room again"));
    });

    [Fact]
    public void What_a_killed_follower_lacks_is_kept_free_for_it() => Run(async (cluster, account) =>
    {
        var orders = await PartitionClient.CreateAsync(cluster, "orders", [0, 3, 4]);
        await cluster.KillAsync(3);
        await cluster.KillAsync(4);
        await cluster.SeenAsync("orders", partition => partition.Isr.Length == 1, 0);
        await FillAsync(orders, leader: 0, acks: 1);
        Assert.InRange(account.HeldBytes, Most / 5, Most / 2);
        Assert.InRange(account.HeldBytes + account.PromisedBytes, Most * 3 / 4, Most);

        await cluster.StartTogetherAsync(3, 4);
        await cluster.SeenAsync("orders", partition => partition.Isr.Length == 3);
        await cluster.UntilAsync(() => account.PromisedBytes == 0);

        // With what the metadata of five brokers takes, and the room at the end of the two copies.
        Assert.InRange(account.HeldBytes, Most * 3 / 4, Most + 4 * 1024 * 1024);
    }, brokers: 5);

    /// <summary>It lacks no more than the log still holds, however much went through meanwhile.</summary>
    [Fact]
    public void A_follower_that_stays_away_does_not_keep_clients_from_what_retention_has_freed() => Run(async (cluster, account) =>
    {
        var orders = await PartitionClient.CreateAsync(cluster, "orders", [0, 1, 2], ("segment.bytes", "1048576"), ("retention.bytes", "1048576"));
        await cluster.KillAsync(2);
        await cluster.SeenAsync("orders", partition => partition.Isr.Length == 2, 0);
        var produced = 0L;
        for (var refusals = 0; produced < 3 * Most;)
        {
            var answer = await orders.SendAsync(0, new string('v', ValueBytes));
            if (answer.ErrorCode == ErrorCode.None)
            {
                (produced, refusals) = (produced + ValueBytes, 0);
                continue;
            }

            Assert.Equal(ErrorCode.KafkaStorageError, answer.ErrorCode);
            Assert.True(++refusals < 10, $"Refused after {produced} bytes: {account.HeldBytes} held, {account.PromisedBytes} promised.");
            await cluster.DelayAsync(TimeSpan.FromSeconds(1));
        }
    }, properties: RetainsSoon);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_account_is_what_the_logs_hold_over_kills_and_deletions(int seed) => Run(async (cluster, account) =>
    {
        var random = new Random(seed);
        var orders = await PartitionClient.CreateAsync(cluster, "orders", [0, 1, 2], ("segment.bytes", "1048576"), ("retention.bytes", "2097152"));
        for (var step = 0; step < 12; step++)
        {
            var victim = random.Next(3);
            await (random.Next(2) == 0 ? cluster.KillAsync(victim) : cluster.StopAsync(victim));
            await cluster.SeenAsync("orders", partition => partition.Leader >= 0 && partition.Leader != victim);
            for (var i = random.Next(30); i > 0; i--)
            {
                await orders.ProduceAsync(cluster.LeaderOf("orders"), new string('v', random.Next(ValueBytes)), acks: 1);
            }

            await cluster.StartAsync(victim);
            await cluster.SeenAsync("orders", partition => partition.Isr.Length == 3);
            await cluster.UntilAsync(() => account.PromisedBytes == 0 && account.HeldBytes == cluster.HeldBytes, () => $"{account.PromisedBytes} promised, {account.HeldBytes} counted, {cluster.HeldBytes} held");
        }
    }, seed, properties: RetainsSoon);

    private static void Run(Func<VirtualCluster, SpaceAccount, Task> test, int seed = 1, int brokers = 3, params (string Key, string Value)[] properties)
    {
        var account = SpaceAccount.OfMemory(Most);
        VirtualCluster.Run(seed, cluster => test(cluster, account), brokers, account, [("offsets.topic.num.partitions", "1"), .. properties]);
    }

    /// <summary>Produces until it is refused; the last offset.</summary>
    private static async Task<long> FillAsync(PartitionClient orders, int leader, short acks = -1)
    {
        for (var last = -1L; ;)
        {
            var answer = await orders.SendAsync(leader, new string('v', ValueBytes), acks);
            if (answer.ErrorCode != ErrorCode.None)
            {
                Assert.Equal(ErrorCode.KafkaStorageError, answer.ErrorCode);
                Assert.Contains("KafkaClusterOptions.MemoryLimit", answer.ErrorMessage, StringComparison.Ordinal);
                return last;
            }

            last = answer.BaseOffset;
        }
    }

    private static async Task CommitAsync(VirtualCluster cluster)
    {
        var commit = new OffsetCommitRequest { GroupId = "readers", Topics = [new() { Name = "orders", Partitions = [new() { PartitionIndex = 0, CommittedOffset = 1 }] }] };
        for (var error = (ErrorCode?)null; error != ErrorCode.None;)
        {
            var found = await cluster.CallAsync(0, new FindCoordinatorRequest { CoordinatorKeys = ["readers"] });
            error = found.Coordinators[0].ErrorCode;
            if (error == ErrorCode.None)
            {
                error = (await cluster.CallAsync(found.Coordinators[0].NodeId, commit, newestVersion: 9)).Topics[0].Partitions[0].ErrorCode;
            }

            Assert.True(error is ErrorCode.None or ErrorCode.CoordinatorNotAvailable or ErrorCode.NotCoordinator or ErrorCode.CoordinatorLoadInProgress, $"{error}");
            await cluster.DelayAsync(TimeSpan.FromMilliseconds(100));
        }
    }
}
