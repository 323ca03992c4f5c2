using Disks;
using MiniKafka.Model;
using MiniKafka.Replication;
using MiniKafka.Replication.Followers;
using MiniKafka.Runtime.Buffers;
using MiniKafka.Storage;
using MiniKafka.Tests.Storage;

namespace MiniKafka.Tests.Replication;

/// <summary>Whoever waits for a partition is told of what readers see there, once for each thing that happens.</summary>
public sealed class HighWatermarkNewsTests
{
    private readonly Listener _listener = new();

    [Fact]
    public void An_append_is_told_once_whether_it_moves_the_high_watermark_or_not()
    {
        var partition = Watched(TestLog.Create(), leader: 1, inSync: [1]);
        Append(partition);
        Assert.Equal((1, 1L), (_listener.Told, partition.Log.HighWatermark));

        partition.MinInSyncReplicas = 2;
        partition.Apply(new PartitionState(1, 0, 1, [1, 2], [1]));
        var before = _listener.Told;
        Append(partition);
        Assert.Equal((before + 1, 1L), (_listener.Told, partition.Log.HighWatermark));
    }

    [Fact]
    public void A_followers_readers_are_told_when_the_leaders_high_watermark_comes_and_not_again()
    {
        var log = TestLog.Create();
        var partition = Watched(log, leader: 2, inSync: [1, 2]);
        var records = TestLog.BatchAt(0, "a", "b");
        Take(partition, new FetchPartitionResult { Records = records, HighWatermark = 0, LogStartOffset = 0 });
        Assert.Equal(0, _listener.Told);

        Take(partition, new FetchPartitionResult { HighWatermark = 9, LogStartOffset = 0 });
        Assert.Equal((1, 2L), (_listener.Told, partition.Log.HighWatermark));
        Take(partition, new FetchPartitionResult { HighWatermark = 9, LogStartOffset = 0 });
        Assert.Equal(1, _listener.Told);
        records.Release();
    }

    [Fact]
    public void A_flush_is_told_when_acknowledgements_wait_for_it_and_only_then()
    {
        var log = TestLog.Create(LogConfig.Default with { FlushMessages = 1 }, new FaultyDisk());
        var partition = Watched(log, leader: 1, inSync: [1]);
        Append(partition);
        var before = _listener.Told;
        log.Flush();
        Assert.Equal((before + 1, 1L), (_listener.Told, partition.Log.HighWatermark));

        partition.Log.Config = LogConfig.Default;
        Append(partition);
        before = _listener.Told;
        log.Flush();
        Assert.Equal(before, _listener.Told);
    }

    private Partition Watched(TestLog log, int leader, IReadOnlyList<int> inSync)
    {
        var partition = new Partition(new TopicIdPartition(new Uuid(1, 1), "t", 0), 1, log.Log, new PartitionState(leader, 0, 0, [1, 2], inSync));
        _ = partition.Waiting.Add(_listener, 0);
        return partition;
    }

    private static void Append(Partition partition)
    {
        var records = TestLog.BatchAt(0, "a");
        Assert.True(partition.AppendAsLeader(records, Acks.Leader, AppendOrigin.Client, firstSequenceMustBeZero: false).IsSuccess);
        records.Release();
    }

    private static void Take(Partition partition, in FetchPartitionResult answer) => Assert.Equal(ErrorCode.None, FollowerLog.Take(partition, answer));

    private sealed class Listener : IDelayedOperation
    {
        public int Told { get; private set; }

        public void OnChanged(int index) => Told++;
    }
}
