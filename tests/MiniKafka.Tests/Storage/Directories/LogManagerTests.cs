using Disks;
using MiniKafka.Model;
using MiniKafka.Storage;
using MiniKafka.Storage.Checkpoints;
using MiniKafka.Storage.Directories;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Logs;

namespace MiniKafka.Tests.Storage.Directories;

public sealed class LogManagerTests : IDisposable
{
    private static readonly TopicPartition Partition = new("t", 0);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("logs");
    private readonly DiskFileSystem _disk = new();

    private string Data => Path.Combine(_folder.FullName, "data");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_log_is_found_again_after_a_clean_stop() => TestManager.Run(async (host, loop) =>
    {
        var manager = await TestManager.StartAsync(host, loop, _disk, Data);
        Append(manager.GetOrCreate(Partition, TestManager.TopicId, LogConfig.Default)!, "a", "b");
        await manager.StopAsync(brokerEpoch: 7);
        Assert.True(File.Exists(Path.Combine(Data, CleanShutdownFile.Name)));

        manager = await TestManager.StartAsync(host, loop, _disk, Data);
        Assert.False(File.Exists(Path.Combine(Data, CleanShutdownFile.Name)));
        Assert.Null(manager.Find(Partition));
        var log = manager.GetOrCreate(Partition, TestManager.TopicId, LogConfig.Default)!;
        Assert.Equal((2, 2, 2), (log.LogEndOffset, log.HighWatermark, log.FlushedOffset));
        await manager.StopAsync(brokerEpoch: 8);
    });

    [Fact]
    public void After_a_crash_every_log_is_recovered_before_the_start_ends() => TestManager.Run(async (host, loop) =>
    {
        var manager = await TestManager.StartAsync(host, loop, _disk, Data);
        Append(manager.GetOrCreate(Partition, TestManager.TopicId, LogConfig.Default)!, "a", "b");
        manager.Dispose();

        manager = await TestManager.StartAsync(host, loop, _disk, Data);
        Assert.Equal(2, manager.Find(Partition)!.LogEndOffset);
        manager.Dispose();
    });

    [Fact]
    public void After_a_crash_nothing_is_removed_from_a_log_before_its_topics_settings_are_known() => TestManager.Run(async (host, loop) =>
    {
        var forever = LogConfig.Default with { RetentionMs = -1 };
        var manager = await TestManager.StartAsync(host, loop, _disk, Data);
        Append(manager.GetOrCreate(Partition, TestManager.TopicId, forever)!, "a", "b");
        manager.WriteCheckpoints();
        manager.Dispose();

        manager = await TestManager.StartAsync(host, loop, _disk, Data);
        await Task.Delay(TimeSpan.FromMinutes(20), loop.Clock);
        Assert.Equal(2, LogScan.Read(manager.GetOrCreate(Partition, TestManager.TopicId, forever)!, LogReadBound.LogEnd).Count);
        manager.Dispose();
    });

    [Fact]
    public void A_cut_below_the_checkpointed_recovery_point_pulls_it_back_before_anything_is_appended_there() => TestManager.Run(async (host, loop) =>
    {
        using var manager = await TestManager.StartAsync(host, loop, _disk, Data);
        var log = manager.GetOrCreate(Partition, TestManager.TopicId, LogConfig.Default)!;
        Append(log, "a", "b");
        Append(log, "c");
        Assert.True(await manager.FlushAsync(log));
        manager.WriteCheckpoints();
        manager.Directories[0].SetCleanedOffset(Partition, 3);
        log.TruncateTo(2);
        Assert.Equal(2, new OffsetCheckpointFile(_disk, Data, OffsetCheckpointFile.RecoveryPoint).Read()![Partition]);
        Assert.Equal(2, new OffsetCheckpointFile(_disk, Data, OffsetCheckpointFile.Cleaner).Read()![Partition]);
    });

    [Fact]
    public void A_second_process_on_the_same_directory_is_told_who_holds_it() => TestManager.Run(async (host, loop) =>
    {
        var manager = await TestManager.StartAsync(host, loop, _disk, Data);
        var error = await Assert.ThrowsAsync<LogDirectoryLockedException>(() => TestManager.StartAsync(host, loop, _disk, Data));
        Assert.Contains($"process {Environment.ProcessId}", error.Message, StringComparison.Ordinal);
        manager.Dispose();
    });

    [Fact]
    public void A_directory_of_another_cluster_is_refused() => TestManager.Run(async (host, loop) =>
    {
        Directory.CreateDirectory(Data);
        MetaPropertiesFile.Write(_disk, Data, new MetaProperties("another", 1, new Uuid(3, 4)));
        await Assert.ThrowsAsync<InvalidDataException>(() => TestManager.StartAsync(host, loop, _disk, Data));
    });

    [Fact]
    public void A_deleted_partition_is_gone_at_once_and_its_files_after_the_delay() => TestManager.Run(async (host, loop) =>
    {
        var manager = await TestManager.StartAsync(host, loop, _disk, Data);
        var log = manager.GetOrCreate(Partition, TestManager.TopicId, LogConfig.Default)!;
        Append(log, "a");
        manager.Delete(Partition, delayMs: 5000);
        Assert.Null(manager.Find(Partition));
        Assert.Equal(ErrorCode.KafkaStorageError, log.Read(0, 100, LogReadBound.LogEnd, true).Error);
        Assert.EndsWith("-delete", Assert.Single(_disk.ListDirectories(Data)), StringComparison.Ordinal);
        Assert.Equal(0, manager.GetOrCreate(Partition, new Uuid(9, 9), LogConfig.Default)!.LogEndOffset);
        await Task.Delay(TimeSpan.FromSeconds(7), loop.Clock);
        Assert.Equal(["t-0"], _disk.ListDirectories(Data));
        manager.Dispose();
    });

    [Fact]
    public void A_directory_of_a_topic_that_was_deleted_meanwhile_is_not_taken_for_the_new_one() => TestManager.Run(async (host, loop) =>
    {
        var manager = await TestManager.StartAsync(host, loop, _disk, Data);
        Append(manager.GetOrCreate(Partition, TestManager.TopicId, LogConfig.Default)!, "old");
        await manager.StopAsync(1);
        manager = await TestManager.StartAsync(host, loop, _disk, Data);
        Assert.Equal(0, manager.GetOrCreate(Partition, new Uuid(9, 9), LogConfig.Default)!.LogEndOffset);
        manager.Dispose();
    });

    [Fact]
    public void Acknowledged_means_flushed_when_every_message_is_to_be_flushed() => TestManager.Run(async (host, loop) =>
    {
        var manager = await TestManager.StartAsync(host, loop, _disk, Data);
        var log = manager.GetOrCreate(Partition, TestManager.TopicId, LogConfig.Default with { FlushMessages = 1 })!;
        var flushed = 0;
        log.Flushed += () => flushed++;
        Append(log, "a");
        Append(log, "b");
        Assert.Equal((2, 0), (log.LogEndOffset, log.HighWatermark));
        Assert.True(await manager.FlushAsync(log));
        Assert.Equal((2, 1), (log.HighWatermark, flushed));
        Assert.Equal(1, manager.Directories[0].Commits.Count);
        manager.Dispose();
    });

    [Fact]
    public void Partitions_whose_names_differ_in_case_only_never_share_files_where_the_file_system_ignores_case() => TestManager.Run(async (host, loop) =>
    {
        var disk = new FaultyDisk(ignoresCase: true);
        var (upper, lower) = (new TopicPartition("Orders", 0), new TopicPartition("orders", 0));
        using (var manager = await TestManager.StartAsync(host, loop, disk, "one", "two"))
        {
            Assert.True(manager.IgnoresCase);
            Append(manager.GetOrCreate(upper, TestManager.TopicId, LogConfig.Default)!, "a");
            Assert.Null(manager.GetOrCreate(lower, new Uuid(3, 4), LogConfig.Default));
            Assert.NotNull(manager.GetOrCreate(lower with { Partition = 1 }, new Uuid(3, 4), LogConfig.Default));
            await manager.StopAsync(1);
        }

        using (var manager = await TestManager.StartAsync(host, loop, disk, "one", "two"))
        {
            var retried = new List<TopicPartition>();
            manager.RetryDue += retried.AddRange;
            Assert.Null(manager.GetOrCreate(lower, new Uuid(3, 4), LogConfig.Default));
            Assert.Equal(1, manager.GetOrCreate(upper, TestManager.TopicId, LogConfig.Default)!.LogEndOffset);
            manager.Delete(upper, delayMs: 60_000);
            await Task.Delay(TimeSpan.FromSeconds(2), loop.Clock);
            Assert.Contains(lower, retried);
            Assert.Equal(0, manager.GetOrCreate(lower, new Uuid(3, 4), LogConfig.Default)!.LogEndOffset);
        }

        using var caring = await TestManager.StartAsync(host, loop, new FaultyDisk(), "one");
        Assert.False(caring.IgnoresCase);
    });

    [Fact]
    public void Partitions_are_spread_over_the_directories() => TestManager.Run(async (host, loop) =>
    {
        var manager = await TestManager.StartAsync(host, loop, new MemoryFileSystem(loop.Clock), "one", "two");
        for (var i = 0; i < 4; i++)
        {
            manager.GetOrCreate(new TopicPartition("t", i), TestManager.TopicId, LogConfig.Default);
        }

        Assert.Equal([2, 2], manager.Directories.Select(directory => directory.PartitionCount));
        manager.Dispose();
    });

    private static void Append(PartitionLog log, params string[] values)
    {
        var batch = TestLog.BatchAt(1_700_000_000_000, values);
        Assert.Equal(ErrorCode.None, log.AppendAsLeader(batch, leaderEpoch: 0).Error);
        batch.Release();
        log.AdvanceHighWatermark(log.LogEndOffset);
    }
}
