using Disks;
using MiniKafka.Model;
using MiniKafka.Runtime;
using MiniKafka.Storage;
using MiniKafka.Storage.Checkpoints;
using MiniKafka.Storage.Directories;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Logs;

namespace MiniKafka.Tests.Storage.Directories;

/// <summary>A disk without room refuses what needs room and nothing else, and serves as before when there is some again.</summary>
public class FullDiskTests
{
    private static readonly TopicPartition Partition = new("t", 0);
    private static readonly LogConfig Config = LogConfig.Default with { FlushMessages = 1, SegmentBytes = 200, IndexIntervalBytes = 50, RetentionMs = -1, RetentionBytes = 300 };

    [Fact]
    public void Retention_truncation_and_new_epochs_go_on_without_room() => Run(async (manager, disk, _) =>
    {
        var log = manager.GetOrCreate(Partition, TestManager.TopicId, Config)!;
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(ErrorCode.None, Append(log, epoch: i / 2));
        }

        Assert.True(await manager.FlushAsync(log));
        disk.IsFull = true;
        Assert.Equal(ErrorCode.KafkaStorageError, Append(log, epoch: 5));
        Assert.Equal(ErrorCode.None, log.IncrementLogStartOffset(2));
        Assert.True(log.DeleteOldSegments() > 0);
        log.TruncateTo(9);
        log.Roll();
        log.BeginEpoch(7, 9);
        manager.WriteCheckpoints();
        Assert.False(log.IsOffline);
        Assert.Null(manager.Directories[0].Failure);
        Assert.Equal(9, LogScan.Read(log, LogReadBound.LogEnd)[^1].Offset + 1);
        disk.IsFull = false;
        Assert.Equal(ErrorCode.None, Append(log, epoch: 7));
        Assert.True(await manager.FlushAsync(log));
    });

    [Fact]
    public void An_epoch_for_which_there_was_no_room_is_written_before_the_next_append() => Run((manager, disk, _) =>
    {
        var log = manager.GetOrCreate(Partition, TestManager.TopicId, Config)!;
        disk.IsFull = true;
        log.BeginEpoch(3, 0);
        Assert.Equal(ErrorCode.KafkaStorageError, Append(log, epoch: 3));
        disk.IsFull = false;
        Assert.Equal(ErrorCode.None, Append(log, epoch: 3));
        Assert.Equal("0\n1\n3 0\n"u8, disk.ReadAllBytes(Path.Combine(log.Directory, "leader-epoch-checkpoint")));
        return Task.CompletedTask;
    });

    [Fact]
    public void A_partition_without_room_is_announced_again_until_there_is_some() => Run(async (manager, disk, loop) =>
    {
        var due = new List<TopicPartition>();
        manager.RetryDue += due.AddRange;
        disk.IsFull = true;
        Assert.Null(manager.GetOrCreate(Partition, TestManager.TopicId, Config));
        disk.IsFull = false;
        disk.FullPath = Path.Combine("one", "t-0", "partition.metadata");
        Assert.Null(manager.GetOrCreate(Partition, TestManager.TopicId, Config));
        Assert.False(disk.DirectoryExists(Path.Combine("one", "t-0")));
        Assert.Null(manager.Directories[0].Failure);
        await Task.Delay(TimeSpan.FromSeconds(1.5), loop.Clock);
        Assert.Equal([Partition], due);
        disk.FullPath = null;
        Assert.Equal(ErrorCode.None, Append(manager.GetOrCreate(Partition, TestManager.TopicId, Config)!, epoch: 0));
        await Task.Delay(TimeSpan.FromSeconds(3), loop.Clock);
        Assert.Equal([Partition], due);
    });

    [Fact]
    public void A_recovery_point_that_cannot_be_pulled_back_for_want_of_room_goes() => Run(async (manager, disk, _) =>
    {
        var log = manager.GetOrCreate(Partition, TestManager.TopicId, Config)!;
        Append(log, epoch: 0);
        Append(log, epoch: 0);
        Assert.True(await manager.FlushAsync(log));
        manager.WriteCheckpoints();
        disk.IsFull = true;
        log.TruncateTo(1);
        Assert.False(disk.FileExists(Path.Combine("one", OffsetCheckpointFile.RecoveryPoint)));
        Assert.False(log.IsOffline);
        disk.IsFull = false;
        manager.WriteCheckpoints();
        Assert.Equal(1, new OffsetCheckpointFile(disk, "one", OffsetCheckpointFile.RecoveryPoint).Read()![Partition]);
    });

    [Fact]
    public void A_stop_without_room_for_indexes_does_not_count_as_clean() => TestManager.Run(async (host, loop) =>
    {
        var disk = new FaultyDisk();
        var first = await TestManager.StartAsync(host, loop, disk, "one");
        Append(first.GetOrCreate(Partition, TestManager.TopicId, Config)!, epoch: 0);
        disk.FullPath = Path.Combine("one", "t-0");
        await first.StopAsync(1);
        disk.FullPath = null;
        using var second = await TestManager.StartAsync(host, loop, disk, "one");
        Assert.False(second.Directories[0].WasCleanShutdown);
        Assert.Single(LogScan.Read(second.GetOrCreate(Partition, TestManager.TopicId, Config)!, LogReadBound.LogEnd));
    });

    [Fact]
    public void A_log_that_cannot_be_recovered_without_room_is_recovered_later() => TestManager.Run(async (host, loop) =>
    {
        var disk = new FaultyDisk();
        var first = await TestManager.StartAsync(host, loop, disk, "one");
        var log = first.GetOrCreate(Partition, TestManager.TopicId, Config)!;
        Append(log, epoch: 0);
        Assert.True(await first.FlushAsync(log));
        first.Dispose();
        disk.IsFull = true;
        using var second = await TestManager.StartAsync(host, loop, disk, "one");
        Assert.Null(second.GetOrCreate(Partition, TestManager.TopicId, Config));
        Assert.Null(second.Directories[0].Failure);
        disk.IsFull = false;
        Assert.Single(LogScan.Read(second.GetOrCreate(Partition, TestManager.TopicId, Config)!, LogReadBound.LogEnd));
    });

    [Fact]
    public void The_systems_error_of_a_full_device_is_told_from_others()
    {
        if (OperatingSystem.IsLinux())
        {
            // A device that refuses every byte for want of room.
            using var full = TranslatingFileSystem.Over(new DiskFileSystem()).Open("/dev/full", FileOpening.Existing);
            Assert.Throws<DiskFullException>(() => full.Append("bytes"u8));
        }

        Assert.True(SystemErrors.IsFull(new IOException("full", OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28)));
        Assert.False(SystemErrors.IsFull(new IOException("broken", 5)));
    }

    private static void Run(Func<LogManager, FaultyDisk, EventLoop, Task> test) => TestManager.Run(async (host, loop) =>
    {
        var disk = new FaultyDisk();
        using var manager = await TestManager.StartAsync(host, loop, disk, "one");
        await test(manager, disk, loop);
    });

    private static ErrorCode Append(PartitionLog log, int epoch)
    {
        var batch = TestLog.BatchAt(1_700_000_000_000, "value");
        var result = log.AppendAsLeader(batch, epoch);
        batch.Release();
        log.AdvanceHighWatermark(log.LogEndOffset);
        return result.Error;
    }
}
