using MiniKafka.Protocol.Messages;

namespace MiniKafka.ClusterTests.Replication;

/// <summary>A broker that stops, in virtual time: its stop ends when those that stay know it.</summary>
public sealed class StoppedBrokerTests
{
    [Fact]
    public void Once_a_controller_has_stopped_nobody_names_it()
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            VirtualCluster.Run(seed, cluster => StopAsync(cluster, cluster.Controller));
        }
    }

    [Fact]
    public void Once_another_broker_has_stopped_nobody_names_it()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            VirtualCluster.Run(seed, cluster => StopAsync(cluster, (cluster.Controller + 1) % 3));
        }
    }

    [Fact]
    public void A_stop_waits_for_nobody_who_cannot_be_reached() => VirtualCluster.Run(
        async cluster =>
        {
            var stopped = cluster.Controller;
            cluster.CutOff((stopped + 1) % 4);
            var start = cluster.Now;
            await cluster.StopAsync(stopped);
            Assert.InRange(cluster.Now - start, TimeSpan.Zero, TimeSpan.FromSeconds(11));
        },
        brokers: 4);

    private static async Task StopAsync(VirtualCluster cluster, int stopped)
    {
        await cluster.StopAsync(stopped);
        foreach (var node in cluster.Nodes)
        {
            Assert.DoesNotContain(stopped, (await cluster.CallAsync(node.NodeId, new MetadataRequest())).Brokers.Select(broker => broker.NodeId));
        }

        await cluster.StartAsync(stopped);
    }
}
