using Disks;
using MiniKafka.Model;
using MiniKafka.Replication;
using MiniKafka.Storage;
using MiniKafka.Storage.Directories;
using MiniKafka.Storage.Logs;
using MiniKafka.Tests.Storage;
using MiniKafka.Tests.Storage.Directories;

namespace MiniKafka.Tests.Replication;

/// <summary>On a topic that wants every message flushed, an acknowledgement comes after the flush, whatever acks says.</summary>
public class FlushedAcknowledgementTests
{
    private static readonly TopicIdPartition Id = new(TestManager.TopicId, "t", 0);

    [Theory]
    [InlineData(Acks.Leader)]
    [InlineData(Acks.All)]
    public void The_acknowledgement_waits_for_the_flush(Acks acks) => Run(acks, async (append, log, _) =>
    {
        Assert.False(append.IsCompleted);
        Assert.Equal(0, log.FlushedOffset);
        Assert.Equal(ErrorCode.None, (await append).Single().Result.Error);
        Assert.Equal(1, log.FlushedOffset);
    });

    [Theory]
    [InlineData(Acks.Leader)]
    [InlineData(Acks.All)]
    public void A_failed_flush_is_answered_at_once_with_a_storage_error(Acks acks) => Run(acks, async (append, _, disk) =>
    {
        disk.BrokenPath = "data";
        Assert.Equal(ErrorCode.KafkaStorageError, (await append).Single().Result.Error);
        disk.BrokenPath = null;
    });

    [Fact]
    public void In_sync_set_that_falls_below_the_minimum_before_the_flush_gives_NOT_ENOUGH_REPLICAS_AFTER_APPEND() => TestManager.Run(async (host, loop) =>
    {
        using var manager = await TestManager.StartAsync(host, loop, new FaultyDisk(), "data");
        var log = manager.GetOrCreate(Id.TopicPartition, Id.TopicId, LogConfig.Default with { FlushMessages = 1 })!;
        var partition = new Partition(Id, 1, log, new PartitionState(1, 0, 0, [1, 2], [1, 2])) { MinInSyncReplicas = 2 };
        var replicas = new ReplicaManager(brokerId: 1, loop.Clock);
        replicas.Add(partition);
        var append = replicas.AppendAsync(new AppendParameters(Acks.All, TimeSpan.FromSeconds(30)), [new AppendRequest(Id, TestLog.BatchAt(1_700_000_000_000, "value"))], CancellationToken.None).AsTask();
        partition.Apply(new PartitionState(1, 0, 1, [1, 2], [1]));
        Assert.False(append.IsCompleted);
        Assert.Equal(ErrorCode.NotEnoughReplicasAfterAppend, (await append).Single().Result.Error);
        Assert.Equal(1, log.LogEndOffset);
    });

    [Fact]
    public void What_was_recovered_after_a_crash_is_flushed_and_seen_without_another_append() => TestManager.Run(async (host, loop) =>
    {
        var disk = new FaultyDisk();
        var before = await TestManager.StartAsync(host, loop, disk, "data");
        var written = before.GetOrCreate(Id.TopicPartition, Id.TopicId, LogConfig.Default with { FlushMessages = 10 })!;
        Assert.True(written.AppendAsLeader(TestLog.BatchAt(1_700_000_000_000, "value"), 0).IsSuccess);
        before.Dispose();

        using var manager = await TestManager.StartAsync(host, loop, disk, "data");
        var log = manager.GetOrCreate(Id.TopicPartition, Id.TopicId, LogConfig.Default with { FlushMessages = 1 })!;
        var partition = new Partition(Id, 1, log, new PartitionState(-1, 0, 0, [1], [1]));
        Assert.Equal((1, 0), (log.LogEndOffset, log.HighWatermark));
        partition.Apply(new PartitionState(1, 1, 1, [1], [1]));
        await Task.Delay(TimeSpan.FromSeconds(1), loop.Clock);
        Assert.Equal((1, 1), (log.FlushedOffset, log.HighWatermark));
    });

    private static void Run(Acks acks, Func<Task<AppendOutcome[]>, PartitionLog, FaultyDisk, Task> test) => TestManager.Run(async (host, loop) =>
    {
        var disk = new FaultyDisk();
        using var manager = await TestManager.StartAsync(host, loop, disk, "data");
        var log = manager.GetOrCreate(Id.TopicPartition, Id.TopicId, LogConfig.Default with { FlushMessages = 1 })!;
        var replicas = new ReplicaManager(brokerId: 1, loop.Clock);
        replicas.Add(new Partition(Id, 1, log, new PartitionState(1, 0, 0, [1], [1])));
        var append = replicas.AppendAsync(new AppendParameters(acks, TimeSpan.FromSeconds(30)), [new AppendRequest(Id, TestLog.BatchAt(1_700_000_000_000, "value"))], CancellationToken.None);
        await test(append.AsTask(), log, disk);
    });
}
