using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Tests.Metadata.Elections;

public class PartitionChangesTests
{
    [Fact]
    public void A_leader_shrinks_and_expands_its_ISR()
    {
        var cluster = new TestCluster(3);
        cluster.Assigned("t", [1, 2, 3]);
        Assert.Equal(ErrorCode.None, Propose(cluster, 1, [1, 2]).Code);
        Assert.Equal([1, 2], cluster.Partition("t").Isr.ToArray());
        var after = Propose(cluster, 1, [1, 2, 3]);
        Assert.Equal([1, 2, 3], after.Partition!.Isr.ToArray());
        Assert.Equal((0, 2), (after.Partition.LeaderEpoch, after.Partition.PartitionEpoch));
    }

    [Theory]
    [InlineData(1, 1, 0, "1,2", ErrorCode.NotController)]
    [InlineData(1, 0, 1, "1,2", ErrorCode.NotController)]
    [InlineData(1, -1, 0, "1,2", ErrorCode.FencedLeaderEpoch)]
    [InlineData(1, 0, -1, "1,2", ErrorCode.InvalidUpdateVersion)]
    [InlineData(2, 0, 0, "1,2", ErrorCode.InvalidRequest)]
    [InlineData(1, 0, 0, "2", ErrorCode.InvalidRequest)]
    [InlineData(1, 0, 0, "1,1", ErrorCode.InvalidRequest)]
    [InlineData(1, 0, 0, "1,4", ErrorCode.InvalidRequest)]
    [InlineData(1, 0, 0, "1,3", ErrorCode.IneligibleReplica)]
    [InlineData(1, 0, 0, "1", ErrorCode.None)]
    public void A_proposal_must_fit_the_partition_as_it_is(int broker, int leaderEpoch, int partitionEpoch, string isr, ErrorCode code)
    {
        var cluster = new TestCluster(4);
        cluster.Assigned("t", [1, 2, 3]);
        cluster.Fence(3);
        var partition = cluster.Partition("t");
        Assert.Equal(code, Propose(cluster, broker, [.. isr.Split(',').Select(int.Parse)], partition.LeaderEpoch + leaderEpoch, partition.PartitionEpoch + partitionEpoch).Code);
    }

    [Fact]
    public void A_replica_known_under_an_old_epoch_does_not_enter_the_ISR()
    {
        var cluster = new TestCluster(2);
        cluster.Assigned("t", [1, 2]);
        Assert.Equal(ErrorCode.IneligibleReplica, Propose(cluster, 1, [1, 2], epochOfLast: cluster.Image.Brokers[2].Epoch - 1).Code);
    }

    [Fact]
    public void A_reassignment_adds_replicas_and_drops_the_old_ones_once_they_are_in_sync()
    {
        var cluster = new TestCluster(3);
        cluster.Assigned("t", [1, 2]);

        Assert.Equal(ErrorCode.None, Reassign(cluster, 2, 3).Code);
        var moving = cluster.Partition("t");
        Assert.Equal([2, 3, 1], moving.Replicas.ToArray());
        Assert.Equal([3], moving.AddingReplicas.ToArray());
        Assert.Equal([1], moving.RemovingReplicas.ToArray());
        Assert.Equal(new Uuid(7, 3), moving.DirectoryOf(3));

        Assert.Equal(ErrorCode.NewLeaderElected, Propose(cluster, 1, [1, 2, 3]).Code);
        var moved = cluster.Partition("t");
        Assert.Equal([2, 3], moved.Replicas.ToArray());
        Assert.Equal([2, 3], moved.Isr.ToArray());
        Assert.Equal((2, false), (moved.Leader, moved.IsReassigning));
        Assert.Equal(1, moved.LeaderEpoch);
    }

    [Fact]
    public void A_reassignment_can_be_cancelled()
    {
        var cluster = new TestCluster(3);
        cluster.Assigned("t", [1, 2]);
        Reassign(cluster, 2, 3);

        Assert.Single(ReassignmentControl.UnderWay(cluster.Image, "t", null));
        Assert.Equal(ErrorCode.None, Reassign(cluster, null).Code);
        Assert.Equal([2, 1], cluster.Partition("t").Replicas.ToArray());
        Assert.Equal((1, 1), (cluster.Partition("t").Leader, cluster.Partition("t").LeaderEpoch));
        Assert.Equal(ErrorCode.NoReassignmentInProgress, Reassign(cluster, null).Code);
        Assert.Empty(ReassignmentControl.UnderWay(cluster.Image, "t", null));
    }

    [Fact]
    public void Of_two_reassignments_of_a_partition_in_one_request_the_later_one_counts()
    {
        var cluster = new TestCluster(3);
        cluster.Assigned("t", [1]);
        var started = cluster.Do(cluster.Controller.Reassignments.Alter(cluster.Image, [new Reassignment("t", 0, [1, 2]), new Reassignment("t", 0, [1, 3])], true));
        Assert.All(started, one => Assert.True(one.Outcome.IsSuccess));
        Assert.Equal([1, 3], cluster.Partition("t").Replicas.ToArray());
        Assert.Equal([3], cluster.Partition("t").AddingReplicas.ToArray());
    }

    [Fact]
    public void Reassignments_are_listed_in_the_order_asked_for()
    {
        var cluster = new TestCluster(2);
        cluster.Assigned("t", [1], [1]);
        cluster.Do(cluster.Controller.Reassignments.Alter(cluster.Image, [new Reassignment("t", 0, [1, 2]), new Reassignment("t", 1, [2])], true));
        Assert.Equal([1, 0, 1], ReassignmentControl.UnderWay(cluster.Image, "t", [1, 0, 7, 1]).Select(partition => partition.PartitionId));
        Assert.Empty(ReassignmentControl.UnderWay(cluster.Image, "nope", [0]));
    }

    [Fact]
    public void A_partition_that_stands_twice_in_an_election_is_answered_for_twice()
    {
        var cluster = new TestCluster(1);
        cluster.Assigned("t", [1]);
        ElectionTarget known = new("t", 0), unknown = new("t", 7);
        Assert.Equal(
            [ErrorCode.ElectionNotNeeded, ErrorCode.UnknownTopicOrPartition, ErrorCode.ElectionNotNeeded],
            cluster.Do(cluster.Controller.Elections.Elect(cluster.Image, 0, [known, unknown, known])).Select(result => result.Outcome.Code));
    }

    [Fact]
    public void Another_order_of_replicas_needs_no_waiting_and_leaves_the_leader()
    {
        var cluster = new TestCluster(2);
        cluster.Assigned("t", [1, 2]);
        Reassign(cluster, 2, 1);
        Assert.Equal([2, 1], cluster.Partition("t").Replicas.ToArray());
        Assert.Equal((1, 0, false), (cluster.Partition("t").Leader, cluster.Partition("t").LeaderEpoch, cluster.Partition("t").IsReassigning));
    }

    [Theory]
    [InlineData("", ErrorCode.InvalidReplicaAssignment, true)]
    [InlineData("1,1", ErrorCode.InvalidReplicaAssignment, true)]
    [InlineData("1,99", ErrorCode.InvalidReplicaAssignment, true)]
    [InlineData("1", ErrorCode.InvalidReplicationFactor, false)]
    [InlineData("1,99", ErrorCode.InvalidReplicaAssignment, false)]
    [InlineData("1,2", ErrorCode.None, false)]
    public void A_reassignment_that_cannot_be_is_refused(string replicas, ErrorCode code, bool allowChange)
    {
        var cluster = new TestCluster(2);
        cluster.Assigned("t", [1, 2]);
        List<int> wanted = [.. replicas.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        Assert.Equal(code, cluster.Do(cluster.Controller.Reassignments.Alter(cluster.Image, [new Reassignment("t", 0, wanted)], allowChange))[0].Outcome.Code);
    }

    [Fact]
    public void The_preferred_leader_is_elected_when_it_does_not_lead()
    {
        var cluster = new TestCluster(2);
        cluster.Assigned("t", [1, 2]);
        Assert.Equal(ErrorCode.ElectionNotNeeded, Elect(cluster, 0));
        Reassign(cluster, 2, 1);
        Assert.Equal(ErrorCode.None, Elect(cluster, 0));
        Assert.Equal((2, 1), (cluster.Partition("t").Leader, cluster.Partition("t").LeaderEpoch));
        Assert.Equal(ErrorCode.ElectionNotNeeded, Elect(cluster, 1));
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, Elect(cluster, 0, 7));
    }

    [Fact]
    public void A_preferred_leader_that_is_away_is_not_available()
    {
        var cluster = new TestCluster(2);
        cluster.Assigned("t", [1, 2]);
        cluster.Fence(1);
        Assert.Equal(ErrorCode.PreferredLeaderNotAvailable, Elect(cluster, 0));
    }

    [Fact]
    public void An_unclean_election_that_is_asked_for_takes_any_replica_that_is_up()
    {
        var cluster = new TestCluster(2);
        cluster.Assigned("t", [1, 2]);
        cluster.Fence(2);
        cluster.Fence(1);
        Assert.Equal(ErrorCode.EligibleLeadersNotAvailable, Elect(cluster, 1));
        cluster.Unfence(2);
        Assert.Equal(ErrorCode.None, Elect(cluster, 1));
        Assert.Equal((2, 1), (cluster.Partition("t").Leader, cluster.Partition("t").LeaderRecoveryState));
    }

    [Theory]
    [InlineData(10, 1)]
    [InlineData(100, 0)]
    public void Leadership_goes_back_where_more_than_the_percentage_is_led_by_others(int percentage, int moved)
    {
        var cluster = new TestCluster(2);
        cluster.Assigned("t", [1, 2]);
        cluster.Fence(1);
        cluster.Unfence(1);
        Propose(cluster, 2, [2, 1]);
        Assert.Equal(moved, cluster.Do(cluster.Controller.Elections.Balance(cluster.Image, percentage)));
        Assert.Equal(moved == 1 ? 1 : 2, cluster.Partition("t").Leader);
    }

    [Fact]
    public void A_failed_log_directory_takes_its_replicas_out_of_the_ISR()
    {
        var cluster = new TestCluster(2);
        cluster.Assigned("t", [1, 2]);
        var beat = new BrokerHeartbeat(1, cluster.Image.Brokers[1].Epoch, long.MaxValue, false, false) { OfflineLogDirs = [new Uuid(7, 1)] };
        cluster.Do(cluster.Controller.Liveness.Heartbeat(cluster.Image, beat));
        Assert.Equal(2, cluster.Partition("t").Leader);
        Assert.Equal([2], cluster.Partition("t").Isr.ToArray());
    }

    [Fact]
    public void A_replicas_directory_is_noted()
    {
        var cluster = new TestCluster(1);
        var topic = cluster.Assigned("t", [1]);
        var assigned = cluster.Do(cluster.Controller.Directories.Assign(cluster.Image, 1, cluster.Image.Brokers[1].Epoch, [(topic.Id, 0, new Uuid(9, 9)), (topic.Id, 5, new Uuid(9, 9))]));
        Assert.Equal([ErrorCode.None, ErrorCode.UnknownTopicOrPartition], assigned.Codes);
        Assert.Equal(new Uuid(9, 9), cluster.Partition("t").DirectoryOf(1));
    }

    [Fact]
    public void A_replica_that_turns_up_in_a_failed_directory_leaves_the_ISR_by_a_record_of_its_own()
    {
        var cluster = new TestCluster(2);
        var first = cluster.Assigned("t", [1, 2]);
        var second = cluster.Assigned("u", [1, 2]);
        var failed = new Uuid(9, 9);
        var assigned = cluster.Controller.Directories.Assign(
            cluster.Image, 1, cluster.Image.Brokers[1].Epoch, [(first.Id, 0, failed), (second.Id, 0, failed)]);
        var records = assigned.Records.Select(record => Assert.IsType<PartitionChangeRecord>(record)).ToList();

        Assert.Equal(4, records.Count);
        Assert.All(records.Take(2), record => Assert.True(record is { Directories.Count: 2, Isr: null, Leader: PartitionImage.NoLeaderChange }));
        Assert.All(records.Skip(2), record => Assert.True(record is { Directories: null, Isr: [2], Leader: 2 }));
        cluster.Do(assigned);
        Assert.Equal(failed, cluster.Partition("t").DirectoryOf(1));
        Assert.Equal(2, cluster.Partition("t").Leader);
        Assert.Equal(2, cluster.Partition("t").PartitionEpoch);
        Assert.Equal(1, cluster.Partition("t").LeaderEpoch);
    }

    private static IsrDecision Propose(TestCluster cluster, int broker, int[] isr, int? leaderEpoch = null, int? partitionEpoch = null, long epochOfLast = -1)
    {
        var partition = cluster.Partition("t");
        var proposal = new IsrProposal(
            cluster.Image.Topics["t"].Id,
            0,
            leaderEpoch ?? partition.LeaderEpoch,
            partitionEpoch ?? partition.PartitionEpoch,
            [.. isr.Select(member => new IsrMember(member, member == isr[^1] ? epochOfLast : -1))]);
        return cluster.Do(cluster.Controller.InSyncReplicas.Alter(cluster.Image, broker, cluster.Image.Brokers[broker].Epoch, [proposal])).Decisions[0];
    }

    private static Outcome Reassign(TestCluster cluster, params int[]? replicas) =>
        cluster.Do(cluster.Controller.Reassignments.Alter(cluster.Image, [new Reassignment("t", 0, replicas)], true))[0].Outcome;

    private static ErrorCode Elect(TestCluster cluster, sbyte type, int partition = 0) =>
        cluster.Do(cluster.Controller.Elections.Elect(cluster.Image, type, [new ElectionTarget("t", partition)]))[0].Outcome.Code;
}
