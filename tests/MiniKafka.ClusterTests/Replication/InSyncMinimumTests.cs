using MiniKafka.Model;

namespace MiniKafka.ClusterTests.Replication;

public sealed class InSyncMinimumTests
{
    [Fact]
    public void NOT_ENOUGH_REPLICAS_comes_before_the_append_and_nothing_is_written() => VirtualCluster.Run(
        async cluster =>
        {
            var orders = await PartitionClient.CreateAsync(cluster, "orders", [3, 4], ("min.insync.replicas", "2"));
            Assert.Equal(0, await orders.AppendAsync(3, "acknowledged"));
            await cluster.KillAsync(4);
            await cluster.SeenAsync("orders", partition => partition.Isr is [3]);
            for (var i = 0; i < 3; i++)
            {
                Assert.Equal((ErrorCode.NotEnoughReplicas, -1), await orders.ProduceAsync(3, "refused"));
            }

            // The leader alone takes it, but it stays invisible until enough are in sync again.
            Assert.Equal((ErrorCode.None, 1), await orders.ProduceAsync(3, "leader only", acks: 1));
            Assert.Equal(["acknowledged"], await orders.ReadAsync(3));
            await cluster.StartAsync(4);
            await cluster.SeenAsync("orders", partition => partition.Isr.Length == 2);
            Assert.Equal(2, await orders.AppendAsync(3, "again"));
            Assert.Equal(["acknowledged", "leader only", "again"], await orders.ReadAsync(3));
        },
        brokers: 5);

    [Fact]
    public void Append_that_finds_too_few_in_sync_while_it_waits_is_not_acknowledged() => VirtualCluster.Run(
        async cluster =>
        {
            var orders = await PartitionClient.CreateAsync(cluster, "orders", [3, 4], ("min.insync.replicas", "2"));
            cluster.Isolate(3, 4);
            var waiting = orders.ProduceAsync(3, "waits", timeoutMs: 60_000);
            await cluster.SeenAsync("orders", partition => partition.Isr is [3]);
            Assert.Equal(ErrorCode.RequestTimedOut, (await waiting).Error);
            Assert.Empty(await orders.ReadAsync(3));
            cluster.Reunite(3, 4);
            await cluster.SeenAsync("orders", partition => partition.Isr.Length == 2);
            Assert.Equal(1, await orders.AppendAsync(3, "next"));
            Assert.Equal(["waits", "next"], await orders.ReadAsync(3));
        },
        brokers: 5);
}
