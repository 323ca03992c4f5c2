using MiniKafka.Model;
using MiniKafka.Replication;
using MiniKafka.Tests.Storage;

namespace MiniKafka.Tests.Replication;

/// <summary>Which fetches tell the leader that a follower has all that it has itself.</summary>
public class FollowerInLineTests
{
    private const int Follower = 2;

    private readonly TestLog _log = TestLog.Create();
    private readonly Partition _leader;

    public FollowerInLineTests()
    {
        _log.Append(_log.Batch("a", "b"), leaderEpoch: 7);
        _leader = new Partition(new TopicIdPartition(new Uuid(1, 1), "t", 0), 1, _log.Log, new PartitionState(1, 7, 0, [1, Follower], [1]));
    }

    [Fact]
    public void Records_of_an_earlier_leader_that_it_has_behind_ours_are_not()
    {
        Assert.True(IsInLine(lastEpoch: 7, start: 0));
        Assert.False(IsInLine(lastEpoch: 6, start: 0));
    }

    [Fact]
    public void Records_of_an_earlier_leader_where_ours_are_deleted_are_not_until_it_lets_go_of_them()
    {
        _log.Log.AdvanceHighWatermark(2);
        _log.Log.IncrementLogStartOffset(2);
        Assert.False(IsInLine(lastEpoch: 6, start: 0));
        Assert.True(IsInLine(lastEpoch: 7, start: 0));

        // Its answer says where the log begins; where its own begins there too, it knows of no epoch any more.
        Assert.Equal(2, PartitionReader.Read(_leader, Parameters, Request(lastEpoch: 6, start: 0), maxBytes: 100, minOneMessage: true).LogStartOffset);
        Assert.True(IsInLine(lastEpoch: 6, start: 2));
        Assert.True(IsInLine(lastEpoch: -1, start: 2));
    }

    private static FetchParameters Parameters => new() { ReplicaId = Follower };

    private static FetchPartition Request(int lastEpoch, long start) => new(2, MaxBytes: 100, CurrentLeaderEpoch: 7, lastEpoch, start);

    private bool IsInLine(int lastEpoch, long start) => PartitionReader.IsInLine(_leader, Parameters, Request(lastEpoch, start));
}
