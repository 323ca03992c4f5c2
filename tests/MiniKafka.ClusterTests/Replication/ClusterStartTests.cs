namespace MiniKafka.ClusterTests.Replication;

/// <summary>How long a cluster takes to come up when nothing is in its way.</summary>
public sealed class ClusterStartTests
{
    /// <summary>Every wait of the start (backoffs, election and session timeouts) takes virtual time; messages take none.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void New_cluster_elects_its_controller_and_lets_all_brokers_in_without_waiting_for_a_timer(int brokers) => VirtualCluster.Run(
        cluster =>
        {
            Assert.Equal(TimeSpan.Zero, cluster.Now);
            Assert.Equal(0, cluster.Controller);
            Assert.All(cluster.Node(0).View.Image.Brokers.Values, broker => Assert.False(broker.IsFenced));
            Assert.Equal(brokers, cluster.Node(0).View.Image.Brokers.Count);
            return Task.CompletedTask;
        },
        brokers);
}
