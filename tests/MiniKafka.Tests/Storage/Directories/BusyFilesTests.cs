using Disks;
using MiniKafka.Model;
using MiniKafka.Runtime;
using MiniKafka.Storage;
using MiniKafka.Storage.Checkpoints;
using MiniKafka.Storage.Cleaning;
using MiniKafka.Storage.Directories;
using MiniKafka.Storage.Logs;
using MiniKafka.Storage.Segments;
using MiniKafka.Tests.Storage.Cleaning;

namespace MiniKafka.Tests.Storage.Directories;

/// <summary>What the loop wants to rename, replace or delete while a worker has it open.</summary>
public class BusyFilesTests
{
    private static readonly TopicPartition Partition = new("t", 0);

    private readonly LockingFileSystem _disk = new(new FaultyDisk());

    [Fact]
    public void A_partition_that_is_deleted_while_it_is_forced_leaves_when_that_is_over() => Run(async (manager, log) =>
    {
        var retried = new List<TopicPartition>();
        manager.RetryDue += retried.AddRange;
        var isDeleted = DuringFlushOf(LogSegment.LogSuffix, () =>
        {
            manager.Delete(Partition, delayMs: 1000);
            Assert.True(log.IsOffline);
            Assert.Null(manager.Find(Partition));
            Assert.Null(manager.GetOrCreate(Partition, new Uuid(3, 4), LogConfig.Default));
            Assert.True(_disk.DirectoryExists(log.Directory));
        });
        await manager.FlushAsync(log);
        Assert.True(isDeleted());
        Assert.False(_disk.DirectoryExists(log.Directory));
        Assert.Contains(_disk.ListDirectories("one"), PartitionDirectoryName.IsDeleted);
        Assert.Equal([Partition], retried);
        Assert.Equal(0, manager.GetOrCreate(Partition, new Uuid(3, 4), LogConfig.Default)!.LogEndOffset);
    });

    [Fact]
    public void An_epoch_that_begins_while_the_file_of_epochs_is_forced_is_written_afterwards() => Run(async (manager, log) =>
    {
        log.BeginEpoch(5, log.LogEndOffset);
        var hasBegun = DuringFlushOf(LeaderEpochCheckpointFile.Name, () =>
        {
            log.BeginEpoch(6, log.LogEndOffset);
            Append(log);
            Assert.Equal(5, LastEpochIn(log));
        });
        Assert.True(await manager.FlushAsync(log));
        Assert.True(hasBegun());
        Assert.Equal(6, LastEpochIn(log));
        Assert.Equal(2, log.LogEndOffset);
    });

    [Fact]
    public void Segments_that_are_due_while_they_are_forced_go_afterwards() => Run(async (manager, log) =>
    {
        log.Roll();
        Append(log);
        log.AdvanceHighWatermark(log.LogEndOffset);
        var isAsked = DuringFlushOf(LogSegment.LogSuffix, () =>
        {
            log.IncrementLogStartOffset(1);
            Assert.Equal(0, log.DeleteOldSegments());
            Assert.Equal(2, log.Segments.Count);
        });
        Assert.True(await manager.FlushAsync(log));
        Assert.True(isAsked());
        Assert.Equal(1, log.Segments.Count);
    });

    [Fact]
    public void A_partition_that_is_deleted_while_an_old_segment_goes_leaves_afterwards() => Run(async (manager, log) =>
    {
        log.Roll();
        log.AdvanceHighWatermark(log.LogEndOffset);
        log.IncrementLogStartOffset(1);
        log.Config = log.Config with { FileDeleteDelayMs = 0 };
        Assert.Equal(1, log.DeleteOldSegments());
        var isDeleted = false;
        _disk.DuringDelete = path =>
        {
            if (!isDeleted)
            {
                isDeleted = true;
                manager.Delete(Partition, delayMs: 1000);
                Assert.True(_disk.DirectoryExists(log.Directory));
            }
        };
        await Task.Delay(TimeSpan.FromSeconds(1.9), EventLoop.CurrentLoop!.Clock);
        Assert.True(isDeleted);
        Assert.False(_disk.DirectoryExists(log.Directory));
    });

    [Fact]
    public void A_move_changes_places_when_neither_log_is_being_forced() => Run(async (manager, log) =>
    {
        using var move = manager.BeginMove(log, TestManager.TopicId, manager.Directories[1]);
        Assert.True(move.CopySome());
        PartitionLog? moved = null;
        var isAsked = DuringFlushOf(LogSegment.LogSuffix, () =>
        {
            Assert.False(move.FinishAsync(now => moved = now).IsCompleted);
            Assert.Null(moved);
        });
        Assert.True(await manager.FlushAsync(log));
        Assert.True(isAsked());
        Assert.Same(moved, manager.Find(Partition));
        Assert.Equal(manager.Directories[1], manager.DirectoryOf(Partition));
        Assert.Equal(1, moved!.LogEndOffset);
    });

    [Fact]
    public void A_copy_that_is_being_forced_is_cut_and_discarded_afterwards() => Run(async (manager, log) =>
    {
        Append(log);
        using var move = manager.BeginMove(log, TestManager.TopicId, manager.Directories[1]);
        Assert.True(move.CopySome());
        var copy = manager.Directories[1].Futures.Logs[Partition];
        var isCut = DuringFlushOf(LogSegment.LogSuffix, () =>
        {
            log.TruncateTo(1);
            Append(log);
            Append(log);
            Assert.True(move.CopySome());
            Assert.Equal(2, copy.LogEndOffset);
        });
        Assert.True(await move.FlushAsync());
        Assert.True(isCut());
        Assert.True(move.CopySome());
        Assert.Equal((3, 3), (log.LogEndOffset, copy.LogEndOffset));

        var isDiscarded = DuringFlushOf(LogSegment.LogSuffix, () =>
        {
            move.Dispose();
            Assert.True(_disk.DirectoryExists(copy.Directory));
        });
        await manager.Directories[1].Commits.FlushAsync(copy);
        Assert.True(isDiscarded());
        Assert.False(_disk.DirectoryExists(copy.Directory));
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_partition_that_is_deleted_while_it_is_compacted_leaves_after_the_slice(bool isBetweenSlices) => CompactionScenario.Run(
        async scenario =>
        {
            scenario.Write("a=1", "b=1").Write("a=2").Roll().Write("c=1");
            var isDeleted = DuringFlushOf(".cleaned", () =>
            {
                if (!isBetweenSlices)
                {
                    scenario.Manager.Delete(Partition, delayMs: 0);
                    Assert.True(_disk.DirectoryExists(scenario.Log.Directory));
                }
            });
            var cleaning = scenario.CleanAsync();
            while (!isDeleted())
            {
                await scenario.WaitAsync(0.01);
            }

            if (isBetweenSlices)
            {
                await scenario.WaitAsync(0.1);
                scenario.Manager.Delete(Partition, delayMs: 0);
                Assert.False(_disk.DirectoryExists(scenario.Log.Directory));
            }

            Assert.Equal(0, await cleaning);
            Assert.False(_disk.DirectoryExists(scenario.Log.Directory));
        },
        cleaner: new CleanerOptions { MaxBytesPerSecond = 100 },
        fileSystem: _disk);

    private void Run(Func<LogManager, PartitionLog, Task> test) => TestManager.Run(async (host, loop) =>
    {
        using var manager = await TestManager.StartAsync(host, loop, _disk, "one", "two");
        var log = manager.GetOrCreate(Partition, TestManager.TopicId, LogConfig.Default)!;
        Append(log);
        await test(manager, log);
    });

    private static void Append(PartitionLog log)
    {
        var batch = TestLog.BatchAt(1_700_000_000_000, "v");
        Assert.True(log.AppendAsLeader(batch, Math.Max(0, log.Epochs.LatestEpoch)).IsSuccess);
        batch.Release();
    }

    private int LastEpochIn(PartitionLog log) => new LeaderEpochCheckpointFile(_disk, log.Directory).Read()![^1].Epoch;

    /// <summary>Does something once while a file of that name is being forced; the result tells whether it was.</summary>
    private Func<bool> DuringFlushOf(string suffix, Action work)
    {
        var isDone = false;
        _disk.DuringFlush = path =>
        {
            if (!isDone && path.EndsWith(suffix, StringComparison.Ordinal))
            {
                isDone = true;
                work();
            }
        };
        return () => isDone;
    }
}
