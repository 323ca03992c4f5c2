using Disks;
using MiniKafka.Model;
using MiniKafka.Storage;
using MiniKafka.Storage.Directories;
using MiniKafka.Storage.Logs;

namespace MiniKafka.Tests.Storage.Directories;

public class DirectoryFailureTests
{
    private static readonly TopicPartition First = new("t", 0);
    private static readonly TopicPartition Second = new("t", 1);

    [Fact]
    public void A_failed_directory_takes_only_its_own_partitions_offline() => RunWithTwoDirectories(async (manager, disk) =>
    {
        var failed = new List<string>();
        manager.DirectoryFailed += (directory, _) => failed.Add(directory.Path);
        var (broken, sound) = (manager.Find(First)!, manager.Find(Second)!);
        disk.BrokenPath = manager.DirectoryOf(First)!.Path;
        Assert.Equal(ErrorCode.KafkaStorageError, Append(broken).Error);
        Assert.Equal(ErrorCode.KafkaStorageError, broken.Read(0, 100, LogReadBound.LogEnd, true).Error);
        Assert.False(await manager.FlushAsync(broken));
        Assert.Equal(ErrorCode.None, Append(sound).Error);
        Assert.True(await manager.FlushAsync(sound));
        Assert.Equal([disk.BrokenPath], failed);
    });

    [Fact]
    public void A_failed_flush_is_not_tried_again_and_ends_its_directorys_service() => RunWithTwoDirectories(async (manager, disk) =>
    {
        var log = manager.Find(First)!;
        Assert.Equal(ErrorCode.None, Append(log).Error);
        disk.BrokenPath = manager.DirectoryOf(First)!.Path;
        Assert.False(await manager.FlushAsync(log));
        disk.BrokenPath = null;
        Assert.True(log.IsOffline);
        Assert.False(await manager.FlushAsync(log));
        Assert.Equal(0, log.HighWatermark);
    });

    [Fact]
    public void A_full_disk_refuses_appends_keeps_the_log_readable_and_heals() => RunWithTwoDirectories(async (manager, disk) =>
    {
        var log = manager.Find(First)!;
        Append(log);
        disk.IsFull = true;
        Assert.Equal(ErrorCode.KafkaStorageError, Append(log).Error);
        Assert.Single(LogScan.Read(log, LogReadBound.LogEnd));
        disk.IsFull = false;
        Assert.Equal(1, Append(log).BaseOffset);
        Assert.True(await manager.FlushAsync(log));
    });

    [Fact]
    public void New_partitions_go_to_directories_that_are_in_service() => RunWithTwoDirectories((manager, disk) =>
    {
        var broken = manager.DirectoryOf(First)!;
        disk.BrokenPath = broken.Path;
        Append(manager.Find(First)!);
        for (var i = 2; i < 6; i++)
        {
            manager.GetOrCreate(new TopicPartition("t", i), TestManager.TopicId, LogConfig.Default);
            Assert.NotSame(broken, manager.DirectoryOf(new TopicPartition("t", i)));
        }

        return Task.CompletedTask;
    });

    /// <summary>Systems that give room only when bytes are forced, or need some to cut a file: afterwards nobody knows what is on the medium.</summary>
    [Fact]
    public void A_flush_or_a_cut_for_which_there_is_no_room_fails_its_directory_like_any_other_error() => RunWithTwoDirectories(async (manager, disk) =>
    {
        var (flushed, cut) = (manager.Find(First)!, manager.Find(Second)!);
        Append(cut);
        Append(cut);
        Assert.True(await manager.FlushAsync(cut));
        Append(flushed);
        disk.FailureOfFlushes = new IOException("No space left on device", 28);
        Assert.False(await manager.FlushAsync(flushed));
        Assert.True(flushed.IsOffline);
        Assert.False(cut.IsOffline);
        cut.TruncateTo(1);
        Assert.True(cut.IsOffline);
        Assert.All(manager.Directories, directory => Assert.NotNull(directory.Failure));
    });

    [Fact]
    public void A_partitions_directory_that_cannot_be_renamed_fails_its_log_directory_even_for_want_of_room() => RunWithTwoDirectories((manager, disk) =>
    {
        var home = manager.DirectoryOf(First)!;
        disk.FailureOfFlushes = new IOException("No space left on device", 28);
        manager.Delete(First, delayMs: 0);
        Assert.NotNull(home.Failure);
        Assert.Null(manager.DirectoryOf(Second)!.Failure);
        return Task.CompletedTask;
    });

    private static void RunWithTwoDirectories(Func<LogManager, FaultyDisk, Task> test) => TestManager.Run(async (host, loop) =>
    {
        var disk = new FaultyDisk();
        using var manager = await TestManager.StartAsync(host, loop, disk, "one", "two");
        manager.GetOrCreate(First, TestManager.TopicId, LogConfig.Default with { FlushMessages = 1 });
        manager.GetOrCreate(Second, TestManager.TopicId, LogConfig.Default with { FlushMessages = 1 });
        await test(manager, disk);
        disk.BrokenPath = null;
    });

    private static LogAppendResult Append(PartitionLog log)
    {
        var batch = TestLog.BatchAt(1_700_000_000_000, "value");
        var result = log.AppendAsLeader(batch, leaderEpoch: 0);
        batch.Release();
        log.AdvanceHighWatermark(log.LogEndOffset);
        return result;
    }
}
