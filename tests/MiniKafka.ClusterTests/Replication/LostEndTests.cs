namespace MiniKafka.ClusterTests.Replication;

/// <summary>
/// A broker that stopped cleanly, and whose log lost its end at rest, does not have what it had: whoever says that it may lead without asking anybody
/// is wrong, until it has caught up.
/// </summary>
public sealed class LostEndTests
{
    private const string Topic = "orders";

    [Fact]
    public void Replica_that_lost_its_end_at_rest_is_not_elected_before_it_has_caught_up() => VirtualCluster.Run(
        async cluster =>
        {
            var orders = await PartitionClient.CreateAsync(cluster, Topic, [3, 4, 5], ("min.insync.replicas", "2"));
            await orders.AppendAsync(3, "a");
            await cluster.StopAsync(4);
            await cluster.SeenAsync(Topic, partition => partition.Isr is [3, 5]);
            await orders.AppendAsync(3, "b");
            await cluster.StopAsync(5);
            await cluster.SeenAsync(Topic, partition => partition.Isr is [3] && partition.EligibleLeaderReplicas.Contains(5));
            cluster.CutLog(5, Topic, bytes: 3);
            await cluster.StopAsync(3);
            await cluster.SeenAsync(Topic, partition => !partition.HasLeader);

            await cluster.StartAsync(5);
            await cluster.DelayAsync(TimeSpan.FromMinutes(1));
            await cluster.SeenAsync(Topic, partition => !partition.HasLeader && !partition.Isr.Contains(5) && !partition.EligibleLeaderReplicas.Contains(5));

            await cluster.StartAsync(3);
            await cluster.SeenAsync(Topic, partition => partition.Leader == 3 && partition.Isr.Contains(5));
            await cluster.StopAsync(3);
            await cluster.SeenAsync(Topic, partition => partition.Leader == 5);
            await orders.ConfigureAsync(0, "min.insync.replicas", "1");
            Assert.Equal(["a", "b"], await orders.ReadAsync(5));
        },
        brokers: 6);
}
