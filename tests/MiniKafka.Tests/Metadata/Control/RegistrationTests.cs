using MiniKafka.Metadata.Control;
using MiniKafka.Model;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Tests.Metadata.Control;

public class RegistrationTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Partitions_change_before_a_new_process_of_a_broker_is_registered_and_nothing_carries_its_old_epoch(bool hasStoppedCleanly)
    {
        var cluster = new TestCluster(2);
        cluster.Assigned("t", [1, 2]);

        var next = cluster.NextOffset;
        var result = Register(cluster, cluster.Request(1), hasStoppedCleanly ? cluster.Image.Brokers[1].Epoch : -1);

        Assert.Collection(
            result.Records,
            change => Assert.Equal(2, Assert.IsType<PartitionChangeRecord>(change).Leader),
            registered => Assert.Equal(next, Assert.IsType<RegisterBrokerRecord>(registered).BrokerEpoch));
        Assert.Equal(next, cluster.Do(result).Epoch);
        Assert.True(cluster.Image.Brokers[1].IsFenced);
    }

    [Fact]
    public void The_process_that_is_registered_amends_its_registration_and_keeps_epoch_and_fence()
    {
        var cluster = new TestCluster(1);
        cluster.Assigned("t", [1]);
        var before = cluster.Image.Brokers[1];
        var request = cluster.Request(1, rack: "elsewhere", before.IncarnationId);

        Assert.Equal(before.Epoch, cluster.Do(Register(cluster, request)).Epoch);

        Assert.Equal((before.Epoch, false, "elsewhere"), (cluster.Image.Brokers[1].Epoch, cluster.Image.Brokers[1].IsFenced, cluster.Image.Brokers[1].Rack));
        Assert.Equal(1, cluster.Partition("t").Leader);
    }

    [Fact]
    public void A_broker_that_was_unregistered_comes_back_as_one_that_may_have_lost_something()
    {
        var cluster = new TestCluster(1);
        cluster.Assigned("t", [1]);
        cluster.Do(cluster.Controller.Registrations.Unregister(cluster.Image, 1));
        Assert.Equal([1], cluster.Partition("t").EligibleLeaderReplicas.ToArray());

        cluster.Register(1);

        Assert.Empty(cluster.Partition("t").EligibleLeaderReplicas);
    }

    private static ControllerResult<RegisteredBroker> Register(TestCluster cluster, BrokerRegistrationRequest request, long previousEpoch = -1) =>
        cluster.Controller.Registrations.Register(
            cluster.Image, request with { PreviousBrokerEpoch = previousEpoch }, TestCluster.ClusterId, cluster.NextOffset, hasLiveSession: false);
}
