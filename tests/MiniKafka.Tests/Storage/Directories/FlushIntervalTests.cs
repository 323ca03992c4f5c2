using Disks;
using MiniKafka.Model;
using MiniKafka.Storage;
using MiniKafka.Storage.Directories;
using MiniKafka.Storage.Logs;

namespace MiniKafka.Tests.Storage.Directories;

/// <summary>What is flushed by itself, and what a log start survives.</summary>
public class FlushIntervalTests
{
    private static readonly TopicPartition Partition = new("t", 0);

    [Fact]
    public void A_log_is_flushed_when_flush_ms_have_passed_since_something_was_not() => TestManager.Run(async (host, loop) =>
    {
        using var manager = await TestManager.StartAsync(host, loop, new FaultyDisk(), "one");
        var log = manager.GetOrCreate(Partition, TestManager.TopicId, LogConfig.Default with { FlushMs = 5000 })!;
        Append(log);
        await Task.Delay(TimeSpan.FromSeconds(4), loop.Clock);
        Assert.Equal(0, log.FlushedOffset);
        await Task.Delay(TimeSpan.FromSeconds(4), loop.Clock);
        Assert.Equal(1, log.FlushedOffset);
    });

    [Fact]
    public void A_log_is_flushed_when_flush_messages_are_not() => TestManager.Run(async (host, loop) =>
    {
        using var manager = await TestManager.StartAsync(host, loop, new FaultyDisk(), "one");
        var log = manager.GetOrCreate(Partition, TestManager.TopicId, LogConfig.Default with { FlushMessages = 3 })!;
        Append(log);
        Append(log);
        await Task.Delay(TimeSpan.FromSeconds(1), loop.Clock);
        Assert.Equal(0, log.FlushedOffset);
        Append(log);
        await Task.Delay(TimeSpan.FromSeconds(1), loop.Clock);
        Assert.Equal(3, log.FlushedOffset);
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_log_start_that_DeleteRecords_moved_survives_a_stop_and_a_crash_after_the_checkpoint(bool clean) => TestManager.Run(async (host, loop) =>
    {
        var disk = new FaultyDisk();
        var first = await TestManager.StartAsync(host, loop, disk, "one");
        var log = first.GetOrCreate(Partition, TestManager.TopicId, LogConfig.Default)!;
        for (var i = 0; i < 5; i++)
        {
            Append(log);
        }

        Assert.True(await first.FlushAsync(log));
        Assert.Equal(ErrorCode.None, log.IncrementLogStartOffset(3));
        first.WriteCheckpoints();
        if (clean)
        {
            await first.StopAsync(1);
        }
        else
        {
            first.Dispose();
            disk.Crash(new Random(1));
        }

        using var second = await TestManager.StartAsync(host, loop, disk, "one");
        var again = second.GetOrCreate(Partition, TestManager.TopicId, LogConfig.Default)!;
        Assert.Equal((3, 5), (again.LogStartOffset, again.LogEndOffset));
        Assert.Equal(ErrorCode.OffsetOutOfRange, again.Read(2, 100, LogReadBound.LogEnd, minOneMessage: true).Error);
    });

    private static void Append(PartitionLog log)
    {
        var batch = TestLog.BatchAt(1_767_225_600_000, "value");
        Assert.Equal(ErrorCode.None, log.AppendAsLeader(batch, leaderEpoch: 0).Error);
        batch.Release();
        log.AdvanceHighWatermark(log.LogEndOffset);
    }
}
