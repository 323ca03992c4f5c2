using Disks;
using MiniKafka.Model;
using MiniKafka.Runtime;
using MiniKafka.Storage;
using MiniKafka.Storage.Checkpoints;
using MiniKafka.Storage.Directories;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Logs;

namespace MiniKafka.Tests.Storage.Directories;

/// <summary>
/// Another program, such as a scanner, holds a file for a moment or for good, and the system says that access is denied. A moment is waited for
/// while everything else goes on; what lasts ends the service of that log directory.
/// </summary>
public class HeldFilesTests
{
    private static readonly TopicPartition First = new("t", 0);
    private static readonly TopicPartition Second = new("t", 1);
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(3);

    private static readonly LogConfig Config = LogConfig.Default with { RetentionMs = -1 };

    private readonly FaultyDisk _disk = new();

    [Theory]
    [InlineData(OffsetCheckpointFile.RecoveryPoint)]
    [InlineData(OffsetCheckpointFile.HighWatermark)]
    [InlineData(OffsetCheckpointFile.LogStartOffset)]
    public void A_checkpoint_that_is_held_for_a_moment_is_written_afterwards(string name) => Run(async (manager, first, _) =>
    {
        Append(first, 3);
        await manager.FlushAsync(first);
        first.IncrementLogStartOffset(2);
        _disk.Hold(Path.Combine("one", name), Moment);
        manager.WriteCheckpoints();
        await PassAsync(Moment + Patience.Interval);
        Assert.Equal(name == OffsetCheckpointFile.LogStartOffset ? 2 : 3, new OffsetCheckpointFile(_disk, "one", name).Read()![First]);
        Assert.Null(manager.DirectoryOf(First)!.Failure);
    });

    [Fact]
    public void A_lock_that_lasts_takes_its_log_directory_offline_and_no_other() => Run(async (manager, first, second) =>
    {
        _disk.Hold(Path.Combine("one", OffsetCheckpointFile.RecoveryPoint), Timeout.InfiniteTimeSpan);
        manager.WriteCheckpoints();
        await PassAsync(Patience.Limit - TimeSpan.FromSeconds(1));
        Append(first);
        await PassAsync(TimeSpan.FromSeconds(2));
        Assert.True(first.IsOffline);
        Assert.Contains("10 s", manager.DirectoryOf(First)!.Failure!.Message, StringComparison.Ordinal);
        Append(second);
        Assert.True(await manager.FlushAsync(second));
    });

    [Theory]
    [InlineData(".log", 0)]
    [InlineData(".index", 1)]
    [InlineData(".snapshot", 1)]
    public void A_segment_that_is_due_goes_when_its_files_are_let_go_of_and_appends_go_on(string suffix, int removedAtOnce) => Run(async (manager, first, _) =>
    {
        Append(first);
        first.Roll();
        Append(first);
        first.Roll();
        Append(first);
        await manager.FlushAsync(first);
        first.IncrementLogStartOffset(2);
        _disk.Hold(Path.Combine(first.Directory, "00000000000000000001" + suffix), Moment);
        Assert.Equal(1 + removedAtOnce, 3 - RemainingAfter(first));
        Append(first);
        await PassAsync(Moment + Patience.Interval);
        Assert.Equal(1, first.Segments.Count);
        Assert.True(first.Jobs.IsIdle);
        Assert.False(_disk.FileExists(Path.Combine(first.Directory, "00000000000000000001" + suffix)));
        Assert.Null(manager.DirectoryOf(First)!.Failure);
    });

    [Fact]
    public void A_deleted_partitions_directory_gets_its_other_name_when_it_is_let_go_of() => Run(async (manager, first, second) =>
    {
        var retried = new List<TopicPartition>();
        manager.RetryDue += retried.AddRange;
        _disk.Hold(first.Directory, Moment);
        manager.Delete(First, delayMs: 60_000);
        Assert.Null(manager.GetOrCreate(First, new Uuid(3, 4), Config));
        Append(second);
        await PassAsync(Moment + Patience.Interval);
        Assert.False(_disk.DirectoryExists(first.Directory));
        Assert.Contains(First, retried);
        Assert.Equal(0, manager.GetOrCreate(First, new Uuid(3, 4), Config)!.LogEndOffset);
        Assert.Null(manager.Directories[0].Failure);
    });

    [Fact]
    public void An_append_whose_epoch_cannot_be_written_is_refused_until_it_can() => Run(async (_, first, second) =>
    {
        Append(first);
        _disk.Hold(Path.Combine(first.Directory, LeaderEpochCheckpointFile.Name), Moment);
        var refused = TryAppend(first, leaderEpoch: 7);
        Assert.Equal((ErrorCode.KafkaStorageError, true), (refused.Error, refused.IsHeld));
        Assert.Equal(1, first.LogEndOffset);
        Append(second);
        await PassAsync(Moment);
        Assert.Equal(1, TryAppend(first, leaderEpoch: 7).BaseOffset);
        Assert.Equal(7, new LeaderEpochCheckpointFile(_disk, first.Directory).Read()![^1].Epoch);
    });

    [Fact]
    public void Access_to_an_epoch_file_that_stays_denied_ends_the_directory_even_when_nobody_appends_again() => Run(async (_, first, second) =>
    {
        Append(first);
        _disk.Hold(Path.Combine(first.Directory, LeaderEpochCheckpointFile.Name), Timeout.InfiniteTimeSpan);
        Assert.True(TryAppend(first, leaderEpoch: 7).IsHeld);
        await PassAsync(Patience.Limit + (5 * Patience.Interval));
        Assert.True(first.IsOffline);
        Assert.False(second.IsOffline);
    });

    [Fact]
    public void A_cut_that_is_kept_from_its_end_is_finished_before_anything_is_appended() => Run(async (manager, first, _) =>
    {
        for (var i = 0; i < 4; i++)
        {
            Append(first);
            first.Roll();
        }

        await manager.FlushAsync(first);
        manager.WriteCheckpoints();
        _disk.Hold(Path.Combine(first.Directory, "00000000000000000002.log"), Moment);
        first.TruncateTo(1);
        Assert.True(TryAppend(first, 0).IsHeld);
        Assert.False(first.Jobs.IsIdle);

        // Its end is not what its files have: whoever reads asks again, instead of being told that there is nothing.
        Assert.Equal(ErrorCode.KafkaStorageError, first.Read(0, 1000, LogReadBound.LogEnd, minOneMessage: true).Error);
        await PassAsync(Moment + Patience.Interval);
        Assert.True(first.Jobs.IsIdle);
        Assert.Equal(ErrorCode.None, first.Read(0, 1000, LogReadBound.LogEnd, minOneMessage: true).Error);
        Assert.Equal((1, 1, 1), (first.LogEndOffset, first.Segments.Count, TryAppend(first, 0).BaseOffset));
        Assert.Equal(1, new OffsetCheckpointFile(_disk, "one", OffsetCheckpointFile.RecoveryPoint).Read()![First]);
    });

    [Fact]
    public void What_was_flushed_is_not_said_to_be_so_beyond_a_cut_though_the_checkpoint_is_held() => Run(async (manager, first, _) =>
    {
        Append(first, 3);
        await manager.FlushAsync(first);
        manager.WriteCheckpoints();
        _disk.Hold(Path.Combine("one", OffsetCheckpointFile.RecoveryPoint), Moment);
        first.TruncateTo(1);
        Assert.Equal(1, first.LogEndOffset);
        Assert.True(TryAppend(first, 0).IsHeld);
        await PassAsync(Moment + Patience.Interval);
        Assert.Equal(1, new OffsetCheckpointFile(_disk, "one", OffsetCheckpointFile.RecoveryPoint).Read()![First]);
        Assert.Equal(1, TryAppend(first, 0).BaseOffset);
    });

    [Fact]
    public void A_log_of_which_a_small_file_is_held_is_forced_later_and_the_others_at_once() => TestManager.Run(async (host, loop) =>
    {
        _disk.Clock = loop.Clock;
        using var manager = await TestManager.StartAsync(host, loop, _disk, "one");
        var first = manager.GetOrCreate(First, TestManager.TopicId, Config)!;
        var second = manager.GetOrCreate(Second, TestManager.TopicId, Config)!;
        Append(first);
        Append(second);
        _disk.Hold(Path.Combine(first.Directory, LeaderEpochCheckpointFile.Name), Moment);
        var (held, free) = (manager.FlushAsync(first), manager.FlushAsync(second));
        Assert.True(await free);
        Assert.False(held.IsCompleted);
        Append(second);
        Assert.True(await manager.FlushAsync(second));
        Assert.False(held.IsCompleted);
        Assert.True(await held);
        Assert.Equal(1, first.FlushedOffset);
    });

    [Theory]
    [InlineData("meta.properties")]
    [InlineData("recovery-point-offset-checkpoint")]
    [InlineData(".kafka_cleanshutdown")]
    [InlineData("t-0")]
    public void A_start_waits_for_what_is_held_for_a_moment_and_goes_without_what_is_held_for_good(string name) => TestManager.Run(async (host, loop) =>
    {
        _disk.Clock = loop.Clock;
        using (var before = await TestManager.StartAsync(host, loop, _disk, "one", "two"))
        {
            Append(before.GetOrCreate(First, TestManager.TopicId, Config)!);
            before.GetOrCreate(Second, TestManager.TopicId, Config);
            await before.StopAsync(1);
        }

        _disk.Hold(Path.Combine("one", name), Moment);
        using (var manager = await TestManager.StartAsync(host, loop, _disk, "one", "two"))
        {
            PartitionLog? log;
            while ((log = manager.GetOrCreate(First, TestManager.TopicId, Config)) is null)
            {
                await PassAsync(Patience.Interval);
            }

            Assert.Equal(1, log.LogEndOffset);
            Assert.Null(manager.Directories[0].Failure);
            await manager.StopAsync(1);
        }

        _disk.Hold(Path.Combine("one", name), Timeout.InfiniteTimeSpan);
        using var late = await TestManager.StartAsync(host, loop, _disk, "one", "two");
        late.RetryDue += partitions => late.GetOrCreate(partitions[0], TestManager.TopicId, Config);
        late.GetOrCreate(First, TestManager.TopicId, Config);
        await PassAsync(Patience.Limit + TimeSpan.FromSeconds(2));
        Assert.NotNull(late.Directories[0].Failure);
        Assert.Null(late.Directories[1].Failure);
        Assert.NotNull(late.GetOrCreate(Second, TestManager.TopicId, Config));
        _disk.Held.LetGo();
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_move_changes_places_when_both_directories_are_let_go_of(bool isSourceHeld) => Run(async (manager, first, _) =>
    {
        Append(first, 3);
        using var move = manager.BeginMove(first, TestManager.TopicId, manager.Directories[1]);
        Assert.True(move.CopySome());
        Assert.True(await move.FlushAsync());
        _disk.Hold(isSourceHeld ? first.Directory : manager.Directories[1].Futures.Logs[First].Directory, Moment);
        PartitionLog? moved = null;
        var finishing = move.FinishAsync(now => moved = now);
        await PassAsync(Moment + Patience.Interval);
        Assert.Same(moved, await finishing);
        Assert.Equal(3, moved!.LogEndOffset);
        Assert.Equal(manager.Directories[1], manager.DirectoryOf(First));
        Assert.All(manager.Directories, directory => Assert.Null(directory.Failure));
    });

    [Fact]
    public void A_clean_stop_waits_for_what_is_held_for_a_moment_and_is_clean() => Run(async (manager, first, _) =>
    {
        Append(first, 3);
        _disk.Hold(Path.Combine("one", OffsetCheckpointFile.RecoveryPoint), Moment);
        _disk.Hold(Path.Combine(first.Directory, LeaderEpochCheckpointFile.Name), Moment / 2);
        await manager.StopAsync(1);
        Assert.True(new CleanShutdownFile(_disk, "one").Exists);
    });

    [Fact]
    public void What_is_held_when_it_shall_be_deleted_is_deleted_later() => Run(async (manager, first, _) =>
    {
        manager.Delete(First, delayMs: 0);
        var doomed = Path.Combine("one", _disk.ListDirectories("one").Single(PartitionDirectoryName.IsDeleted));
        _disk.Hold(doomed, Moment);
        await PassAsync(Moment + TimeSpan.FromSeconds(1.5));
        Assert.False(_disk.DirectoryExists(doomed));
        Assert.Null(manager.Directories[0].Failure);
    });

    [Fact]
    public void A_batch_that_begins_before_an_empty_log_is_refused_while_that_log_cannot_begin_anew() => Run(async (manager, first, leader) =>
    {
        Assert.Equal(0, leader.AppendAsLeader(TestLog.BatchAt(1_700_000_000_000, "a", "b", "c"), leaderEpoch: 0).BaseOffset);
        Append(first);
        first.Roll();
        await manager.FlushAsync(first);
        first.IncrementLogStartOffset(1);
        _disk.Hold(Path.Combine(first.Directory, "00000000000000000000.index"), Moment);
        first.DeleteOldSegments();
        Assert.True(first.Jobs.IsUnfinished);

        var refused = Replicate();
        Assert.Equal((ErrorCode.KafkaStorageError, true), (refused.Error, refused.IsHeld));
        Assert.Equal((1, 1), (first.LogStartOffset, first.LogEndOffset));

        await PassAsync(Moment + Patience.Interval);
        Assert.Equal(ErrorCode.None, Replicate().Error);
        Assert.Equal((1, 3), (first.LogStartOffset, first.LogEndOffset));

        LogAppendResult Replicate()
        {
            var records = leader.Read(0, 1000, LogReadBound.LogEnd, minOneMessage: true).Records;
            var result = first.AppendAsFollower(records);
            records.Release();
            return result;
        }
    });

    private void Run(Func<LogManager, PartitionLog, PartitionLog, Task> test) => TestManager.Run(async (host, loop) =>
    {
        _disk.Clock = loop.Clock;
        using var manager = await TestManager.StartAsync(host, loop, _disk, "one", "two");
        var first = manager.GetOrCreate(First, TestManager.TopicId, Config)!;
        var second = manager.GetOrCreate(Second, TestManager.TopicId, Config)!;
        await test(manager, first, second);
        _disk.Held.LetGo();
    });

    private static int RemainingAfter(PartitionLog log)
    {
        log.DeleteOldSegments();
        return log.Segments.Count;
    }

    private static Task PassAsync(TimeSpan time) => Task.Delay(time, EventLoop.CurrentLoop!.Clock);

    private static void Append(PartitionLog log, int count = 1)
    {
        for (var i = 0; i < count; i++)
        {
            Assert.Equal(ErrorCode.None, TryAppend(log, Math.Max(0, log.Epochs.LatestEpoch)).Error);
        }
    }

    private static LogAppendResult TryAppend(PartitionLog log, int leaderEpoch)
    {
        var batch = TestLog.BatchAt(1_700_000_000_000, "value");
        var result = log.AppendAsLeader(batch, leaderEpoch);
        batch.Release();
        log.AdvanceHighWatermark(log.LogEndOffset);
        return result;
    }
}
