using MiniKafka.Metadata.Images;
using MiniKafka.Model;

namespace MiniKafka.Tests.Metadata.Elections;

public class BrokerLossTests
{
    [Fact]
    public void The_next_replica_in_sync_leads_when_the_leader_is_lost()
    {
        var cluster = new TestCluster(3);
        cluster.Assigned("t", [1, 2, 3]);

        cluster.Fence(1);

        var partition = cluster.Partition("t");
        Assert.Equal(2, partition.Leader);
        Assert.Equal([2, 3], partition.Isr.ToArray());
        Assert.Equal((1, 1), (partition.LeaderEpoch, partition.PartitionEpoch));
    }

    [Fact]
    public void A_lost_follower_leaves_the_ISR_without_a_new_leader_epoch()
    {
        var cluster = new TestCluster(3);
        cluster.Assigned("t", [1, 2, 3]);

        cluster.Fence(3);

        var partition = cluster.Partition("t");
        Assert.Equal([1, 2], partition.Isr.ToArray());
        Assert.Equal((1, 0, 1), (partition.Leader, partition.LeaderEpoch, partition.PartitionEpoch));
    }

    [Fact]
    public void Below_the_in_sync_minimum_who_leaves_stays_eligible()
    {
        var cluster = new TestCluster(3, "min.insync.replicas=2");
        cluster.Create("t", 1, 3, configs: ("min.insync.replicas", "2"));
        var replicas = cluster.Partition("t").Replicas;

        cluster.Fence(replicas[2]);
        Assert.Empty(cluster.Partition("t").EligibleLeaderReplicas);
        cluster.Fence(replicas[1]);
        Assert.Equal([replicas[1]], cluster.Partition("t").EligibleLeaderReplicas.ToArray());

        // With the last one gone the eligible one may lead as soon as it is back.
        cluster.Fence(replicas[0]);
        Assert.False(cluster.Partition("t").HasLeader);
        Assert.Empty(cluster.Partition("t").Isr);
        cluster.Unfence(replicas[1]);
        Assert.Equal(replicas[1], cluster.Partition("t").Leader);
        Assert.Equal([replicas[1]], cluster.Partition("t").Isr.ToArray());
        Assert.Equal(0, cluster.Partition("t").LeaderRecoveryState);
    }

    [Fact]
    public void A_replica_that_is_neither_in_sync_nor_eligible_does_not_lead()
    {
        var cluster = new TestCluster(2);
        cluster.Assigned("t", [1, 2]);
        cluster.Fence(2);
        cluster.Fence(1);

        cluster.Unfence(2);

        Assert.False(cluster.Partition("t").HasLeader);
    }

    [Fact]
    public void An_unclean_election_takes_any_replica_where_it_is_allowed()
    {
        var cluster = new TestCluster(2, "unclean.leader.election.enable=true");
        cluster.Assigned("t", [1, 2]);
        cluster.Fence(2);
        cluster.Fence(1);

        cluster.Unfence(2);

        var partition = cluster.Partition("t");
        Assert.Equal((2, 1), (partition.Leader, partition.LeaderRecoveryState));
        Assert.Equal([2], partition.Isr.ToArray());
        Assert.Empty(partition.EligibleLeaderReplicas);
    }

    [Fact]
    public void A_broker_that_crashed_is_no_longer_in_sync_but_leads_again_as_the_last_known_leader()
    {
        var cluster = new TestCluster(1);
        cluster.Assigned("t", [1]);
        cluster.Fence(1);
        Assert.Equal([1], cluster.Partition("t").EligibleLeaderReplicas.ToArray());

        cluster.Register(1);
        Assert.Empty(cluster.Partition("t").EligibleLeaderReplicas);
        Assert.Equal([1], cluster.Partition("t").LastKnownElr.ToArray());
        cluster.Unfence(1);

        Assert.Equal((1, 1), (cluster.Partition("t").Leader, cluster.Partition("t").LeaderRecoveryState));
        Assert.Empty(cluster.Partition("t").LastKnownElr);
    }

    [Fact]
    public void A_broker_that_stopped_cleanly_stays_eligible()
    {
        var cluster = new TestCluster(1);
        cluster.Assigned("t", [1]);
        cluster.Beat(1, wantsShutDown: true);
        Assert.True(cluster.Beat(1, wantsShutDown: true).ShouldShutDown);
        var epoch = cluster.Image.Brokers[1].Epoch;

        cluster.Register(1, previousEpoch: epoch);
        cluster.Unfence(1);

        Assert.Equal((1, 0), (cluster.Partition("t").Leader, cluster.Partition("t").LeaderRecoveryState));
    }

    [Fact]
    public void A_broker_that_stops_hands_over_first()
    {
        var cluster = new TestCluster(2);
        cluster.Assigned("t", [1, 2]);

        Assert.False(cluster.Beat(1, wantsShutDown: true).ShouldShutDown);
        Assert.True(cluster.Image.Brokers[1].IsInControlledShutdown);
        Assert.Equal(2, cluster.Partition("t").Leader);
        Assert.True(cluster.Beat(1, wantsShutDown: true).ShouldShutDown);
        Assert.True(cluster.Image.Brokers[1].IsFenced);
    }

    [Fact]
    public void A_heartbeat_under_an_old_epoch_is_refused()
    {
        var cluster = new TestCluster(1);
        var stale = new MiniKafka.Metadata.Control.BrokerHeartbeat(1, 1, 100, false, false);
        Assert.Equal(ErrorCode.StaleBrokerEpoch, cluster.Do(cluster.Controller.Liveness.Heartbeat(cluster.Image, stale)).Outcome.Code);
    }

    [Fact]
    public void A_second_broker_of_the_same_id_is_refused_while_the_first_is_alive()
    {
        var cluster = new TestCluster(1);
        Assert.Equal(ErrorCode.DuplicateBrokerRegistration, cluster.Register(1, hasLiveSession: true).Outcome.Code);
        Assert.Equal(ErrorCode.None, cluster.Register(1).Outcome.Code);
    }

    [Fact]
    public void Unregistering_takes_the_broker_out_of_every_ISR()
    {
        var cluster = new TestCluster(2);
        cluster.Assigned("t", [1, 2]);
        Assert.Equal(ErrorCode.None, cluster.Do(cluster.Controller.Registrations.Unregister(cluster.Image, 1)).Code);
        Assert.Equal([2], cluster.Image.Brokers.Keys);
        Assert.Equal(2, cluster.Partition("t").Leader);
        Assert.Equal(ErrorCode.BrokerIdNotRegistered, cluster.Do(cluster.Controller.Registrations.Unregister(cluster.Image, 1)).Code);
    }
}
