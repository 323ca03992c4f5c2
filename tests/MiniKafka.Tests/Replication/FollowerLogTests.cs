using MiniKafka.Model;
using MiniKafka.Replication;
using MiniKafka.Replication.Followers;
using MiniKafka.Tests.Storage;

namespace MiniKafka.Tests.Replication;

public class FollowerLogTests
{
    private readonly TestLog _log = TestLog.Create();
    private readonly Partition _follower;

    public FollowerLogTests()
    {
        _log.Append("a");
        _log.Append("b");
        _follower = new Partition(new TopicIdPartition(new Uuid(1, 1), "t", 0), 1, _log.Log, new PartitionState(2, 0, 0, [2, 1], [2, 1]));
    }

    [Fact]
    public void A_log_that_parted_from_the_leaders_is_cut_once_no_worker_has_it_open()
    {
        var parted = new FetchPartitionResult { DivergingEpoch = new EpochEndOffset(0, 1) };
        _log.Log.Jobs.Begin();
        Assert.Equal(ErrorCode.None, FollowerLog.Take(_follower, parted));
        Assert.Equal(2, _log.Log.LogEndOffset);

        _log.Log.Jobs.End();
        Assert.Equal(ErrorCode.None, FollowerLog.Take(_follower, parted));
        Assert.Equal(1, _log.Log.LogEndOffset);
    }

    [Fact]
    public void A_log_out_of_the_leaders_range_begins_again_once_no_worker_has_it_open()
    {
        var leader = new LeaderOffsets(ErrorCode.None, LogStartOffset: 10, LogEndOffset: 20);
        _log.Log.Jobs.Begin();
        FollowerLog.Realign(_follower, leader);
        Assert.Equal(2, _log.Log.LogEndOffset);

        _log.Log.Jobs.End();
        FollowerLog.Realign(_follower, leader);
        Assert.Equal((10, 10), (_log.Log.LogStartOffset, _log.Log.LogEndOffset));
    }

    [Fact]
    public void A_log_that_begins_where_the_leaders_has_ended_already_begins_anew_with_the_leaders()
    {
        _log.Log.TruncateFullyAndStartAt(12);
        FollowerLog.Realign(_follower, new LeaderOffsets(ErrorCode.None, LogStartOffset: 3, LogEndOffset: 5));
        Assert.Equal((3, 3), (_log.Log.LogStartOffset, _log.Log.LogEndOffset));

        _log.Log.TruncateFullyAndStartAt(12);
        Assert.Equal(ErrorCode.None, FollowerLog.Take(_follower, new FetchPartitionResult { DivergingEpoch = new EpochEndOffset(0, 5), LogStartOffset = 3 }));
        Assert.Equal((3, 3), (_log.Log.LogStartOffset, _log.Log.LogEndOffset));
    }

    /// <summary>What it has may be of an epoch that the leader knows nothing of any more: after a crash it would show that again.</summary>
    [Fact]
    public void A_log_whose_leader_begins_where_it_ends_keeps_nothing()
    {
        Assert.Equal(ErrorCode.None, FollowerLog.Take(_follower, new FetchPartitionResult { HighWatermark = 2, LogStartOffset = 2 }));
        Assert.Equal((2, 2, 2), (_log.Log.LogStartOffset, _log.Log.LogEndOffset, _log.Log.HighWatermark));
        Assert.Equal(2, Assert.Single(_log.Log.Segments.All).BaseOffset);
    }

    /// <summary>The leader deleted records that this log has not even got yet.</summary>
    [Fact]
    public void A_log_behind_the_leaders_start_begins_as_far_on_as_it_reaches()
    {
        Assert.Equal(ErrorCode.None, FollowerLog.Take(_follower, new FetchPartitionResult { HighWatermark = 10, LogStartOffset = 5 }));
        Assert.Equal((2, 2, 2), (_log.Log.LogStartOffset, _log.Log.HighWatermark, _log.Log.LogEndOffset));
    }

    /// <summary>Where the logs part is not known before the cut is done: neither the epochs nor the end are what the files have.</summary>
    [Fact]
    public void A_leader_whose_log_is_in_the_middle_of_a_cut_does_not_tell_where_the_logs_part()
    {
        var leader = new Partition(new TopicIdPartition(new Uuid(1, 1), "t", 0), 1, _log.Log, new PartitionState(1, 0, 0, [1, 2], [1, 2]));
        Assert.NotNull(Fetch().DivergingEpoch);
        _log.Log.Jobs.Interrupt(static () => { }, stopsService: true);
        Assert.Equal((ErrorCode.KafkaStorageError, null), (Fetch().ErrorCode, Fetch().DivergingEpoch));
        Assert.True(_log.Log.Jobs.Finish());
        Assert.NotNull(Fetch().DivergingEpoch);

        FetchPartitionResult Fetch() =>
            PartitionReader.Read(leader, new FetchParameters { ReplicaId = 2 }, new FetchPartition(5, 1000, CurrentLeaderEpoch: 0, LastFetchedEpoch: 0), 1000, minOneMessage: true);
    }
}
