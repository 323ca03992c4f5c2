using MiniKafka.Model;
using MiniKafka.Quorum.Log;
using MiniKafka.Quorum.Roles;

namespace MiniKafka.Tests.Quorum;

public sealed class ReplicationTests
{
    [Fact]
    public void An_observer_that_waits_for_an_answer_does_not_look_around_meanwhile()
    {
        var observer = new PureReplica(9, voters: 3);
        Assert.Single(observer.Poll());
        Assert.Equal(QuorumFixture.Options(9, QuorumFixture.Voters(3)).RequestTimeoutMs, observer.Replica.Poll());
    }

    [Fact]
    public void Records_are_committed_when_a_majority_fetched_behind_them()
    {
        var leader = new PureReplica(1, voters: 3);
        leader.Win();
        leader.Replica.Append(QuorumFixture.Records("a"));
        Assert.Null(leader.Log.HighWatermark);
        leader.Fetch(2, leader.Log.EndOffset, leader.Epoch);
        Assert.Equal(leader.Log.EndOffset, leader.Log.HighWatermark);
    }

    [Fact]
    public void Records_of_an_older_epoch_are_committed_only_with_one_of_the_leaders_own()
    {
        var leader = new PureReplica(1, voters: 3);
        leader.Win();
        leader.Replica.Append(QuorumFixture.Records("a"));
        var older = leader.Log.End;
        var again = leader.Restart();
        again.Win();
        again.Fetch(2, older.Offset, older.Epoch);
        Assert.Null(again.Log.HighWatermark);
        again.Fetch(2, again.Log.EndOffset, again.Epoch);
        Assert.Equal(again.Log.EndOffset, again.Log.HighWatermark);
    }

    [Fact]
    public void Fetch_with_an_epoch_that_ended_earlier_names_where_the_logs_part()
    {
        var leader = new PureReplica(1, voters: 3);
        leader.Win();
        leader.Replica.Append(QuorumFixture.Records("a", "b"));
        var older = leader.Log.End;
        var again = leader.Restart();
        again.Win();
        var answer = again.Fetch(2, older.Offset + 5, older.Epoch)!.Responses[0].Partitions[0];
        Assert.Equal(older.Epoch, answer.DivergingEpoch!.Epoch);
        Assert.Equal(older.Offset, answer.DivergingEpoch.EndOffset);
        Assert.True(answer.Records is { IsEmpty: true });
    }

    [Fact]
    public void Follower_cuts_its_log_where_it_parts_from_the_leaders()
    {
        var stale = new PureReplica(1, voters: 3);
        stale.Win();
        var agreed = stale.Log.EndOffset;
        stale.Replica.Append(QuorumFixture.Records("lost", "lost too"));
        stale.TellOfLeader(2, stale.Epoch + 1);
        Assert.IsType<FollowerRole>(stale.Replica.Roles.Role);
        stale.Log.TruncateToAgreement(new OffsetAndEpoch(agreed, 1));
        Assert.Equal(agreed, stale.Log.EndOffset);
    }

    [Fact]
    public void Committed_records_are_never_cut()
    {
        var leader = new PureReplica(1, voters: 3);
        leader.Win();
        leader.Fetch(2, leader.Log.EndOffset, leader.Epoch);
        Assert.Throws<InvalidOperationException>(() => leader.Log.TruncateToAgreement(new OffsetAndEpoch(0, 1)));
    }

    [Fact]
    public void Fetch_waits_for_records_and_for_the_watermark()
    {
        var leader = new PureReplica(1, voters: 3);
        leader.Win();
        leader.Fetch(2, leader.Log.EndOffset, leader.Epoch);
        long? answeredWith = null;
        var request = PureReplica.FetchRequest(3, leader.Log.EndOffset, leader.Epoch, leader.Epoch);
        request.Topics[0].Partitions[0].HighWatermark = leader.Log.HighWatermark!.Value;
        leader.Replica.Handle(request, response => answeredWith = response.Responses[0].Partitions[0].Records!.Value.Length);
        leader.Poll();
        Assert.Null(answeredWith);
        leader.Replica.Append(QuorumFixture.Records("a"));
        leader.Poll();
        Assert.True(answeredWith > 0);
    }

    [Fact]
    public void Fetch_of_a_replica_that_lacks_what_was_dropped_names_the_snapshot()
    {
        var leader = new PureReplica(1, voters: 3);
        leader.Win();
        leader.Replica.Append(QuorumFixture.Records("a"));
        leader.Fetch(2, leader.Log.EndOffset, leader.Epoch);
        var end = leader.Log.End;
        var file = leader.Log.Snapshots.BeginUnlessThere(end)!;
        MetadataSnapshot.Write(file, new SnapshotHeader(0, 0, leader.Log.Voters, leader.Log.KRaftVersion), [QuorumFixture.Records("a")]);
        leader.Log.Snapshots.Freeze(file);
        leader.Log.DropBefore(end);
        var answer = leader.Fetch(3, 0, 0)!.Responses[0].Partitions[0];
        Assert.Equal(end.Offset, answer.SnapshotId!.EndOffset);
        Assert.Equal(end.Epoch, answer.SnapshotId.Epoch);
    }

    [Fact]
    public void Fetch_from_a_replica_that_does_not_lead_is_refused()
    {
        var replica = new PureReplica(1, voters: 3);
        Assert.Equal(ErrorCode.NotLeaderOrFollower, replica.Fetch(2, 0, 0)!.Responses[0].Partitions[0].ErrorCode);
    }
}
