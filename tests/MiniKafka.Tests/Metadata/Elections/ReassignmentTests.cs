using MiniKafka.Metadata.Control;
using MiniKafka.Model;

namespace MiniKafka.Tests.Metadata.Elections;

/// <summary>Reassignments on top of others, cancelled ones, and what they mean for the leader.</summary>
public class ReassignmentTests
{
    [Fact]
    public void Asked_for_a_second_time_it_can_still_be_cancelled()
    {
        var cluster = Assigned(brokers: 3);
        Reassign(cluster, 2, 3);
        var moving = cluster.Partition("t");
        Reassign(cluster, 2, 3);
        var again = cluster.Partition("t");
        Assert.Equal(moving.Replicas.ToArray(), again.Replicas.ToArray());
        Assert.Equal(moving.AddingReplicas.ToArray(), again.AddingReplicas.ToArray());
        Assert.Equal(moving.RemovingReplicas.ToArray(), again.RemovingReplicas.ToArray());
        Reassign(cluster, null);
        Assert.Equal([2, 1], cluster.Partition("t").Replicas.ToArray());
    }

    [Fact]
    public void Another_target_takes_the_place_of_the_first()
    {
        var cluster = Assigned(brokers: 4);
        Reassign(cluster, 2, 3);
        Reassign(cluster, 2, 4);
        var moving = cluster.Partition("t");
        Assert.Equal([2, 4, 1, 3], moving.Replicas.ToArray());
        Assert.Equal([4], moving.AddingReplicas.ToArray());
        Assert.Equal([1, 3], moving.RemovingReplicas.ToArray());
        Propose(cluster, 1, 2, 3, 4);
        Assert.Equal([2, 4], cluster.Partition("t").Replicas.ToArray());
        Assert.Equal([2, 4], cluster.Partition("t").Isr.ToArray());
        Assert.False(cluster.Partition("t").IsReassigning);
    }

    [Fact]
    public void Back_to_replicas_in_sync_it_is_complete_at_once()
    {
        var cluster = Assigned(brokers: 3);
        Reassign(cluster, 3);
        Reassign(cluster, 1, 2);
        var back = cluster.Partition("t");
        Assert.Equal([1, 2], back.Replicas.ToArray());
        Assert.Equal((1, false), (back.Leader, back.IsReassigning));
    }

    [Fact]
    public void It_waits_until_a_replica_that_stays_is_in_sync()
    {
        var cluster = Assigned(brokers: 2);
        cluster.Fence(2);
        Reassign(cluster, 2);
        Assert.Equal([1], cluster.Partition("t").RemovingReplicas.ToArray());
        cluster.Unfence(2);
        Propose(cluster, 1, 2);
        Assert.Equal([2], cluster.Partition("t").Replicas.ToArray());
        Assert.Equal((2, false), (cluster.Partition("t").Leader, cluster.Partition("t").IsReassigning));
    }

    [Fact]
    public void It_elects_nobody_uncleanly()
    {
        var cluster = Assigned(brokers: 3, Unclean);
        cluster.Fence(2);
        cluster.Fence(1);
        Reassign(cluster, 3, 1);
        Assert.False(cluster.Partition("t").HasLeader);
        cluster.Do(cluster.Controller.Elections.FindMissing(cluster.Image));
        Assert.Equal((3, 1), (cluster.Partition("t").Leader, cluster.Partition("t").LeaderRecoveryState));
    }

    [Fact]
    public void With_only_new_replicas_in_sync_it_is_not_cancelled_unless_elections_may_be_unclean()
    {
        var cluster = Assigned(brokers: 4);
        LeaveOnlyNewInSync(cluster);
        Assert.Equal(ErrorCode.InvalidReplicaAssignment, Reassign(cluster, null).Code);
        Assert.True(cluster.Partition("t").IsReassigning);
    }

    [Theory]
    [InlineData(new[] { 1, 2 }, 1, 1, 0)]
    [InlineData(new[] { 2 }, 2, 2, 1)]
    [InlineData(new int[0], -1, 1, 0)]
    public void Cancelled_with_only_new_replicas_in_sync_it_puts_the_first_of_the_others_in_sync(int[] up, int leader, int inSync, int recovery)
    {
        var cluster = Assigned(brokers: 4, Unclean);
        LeaveOnlyNewInSync(cluster);
        Assert.All(up, broker => cluster.Unfence(broker));
        Assert.Equal(ErrorCode.None, Reassign(cluster, null).Code);
        var after = cluster.Partition("t");
        Assert.Equal([1, 2], after.Replicas.ToArray());
        Assert.Equal([inSync], after.Isr.ToArray());
        Assert.Equal((leader, recovery, false), (after.Leader, (int)after.LeaderRecoveryState, after.IsReassigning));
    }

    private const string Unclean = "unclean.leader.election.enable=true";

    private static TestCluster Assigned(int brokers, string properties = "")
    {
        var cluster = new TestCluster(brokers, properties);
        cluster.Assigned("t", [1, 2]);
        return cluster;
    }

    /// <summary>Broker 3, which is new, is the only one in sync; 4, which is new too, is not.</summary>
    private static void LeaveOnlyNewInSync(TestCluster cluster)
    {
        Reassign(cluster, 3, 4);
        Propose(cluster, 1, 2, 3);
        cluster.Fence(1);
        cluster.Fence(2);
        Assert.Equal([3], cluster.Partition("t").Isr.ToArray());
    }

    private static Outcome Reassign(TestCluster cluster, params int[]? replicas) =>
        cluster.Do(cluster.Controller.Reassignments.Alter(cluster.Image, [new Reassignment("t", 0, replicas)], true))[0].Outcome;

    /// <summary>The leader asks for this in-sync set.</summary>
    private static void Propose(TestCluster cluster, params int[] isr)
    {
        var partition = cluster.Partition("t");
        var proposal = new IsrProposal(cluster.Image.Topics["t"].Id, 0, partition.LeaderEpoch, partition.PartitionEpoch, [.. isr.Select(member => new IsrMember(member))]);
        cluster.Do(cluster.Controller.InSyncReplicas.Alter(cluster.Image, partition.Leader, cluster.Image.Brokers[partition.Leader].Epoch, [proposal]));
    }
}
