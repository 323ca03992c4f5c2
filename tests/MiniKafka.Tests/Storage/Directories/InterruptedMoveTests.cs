using System.Text;
using Disks;
using MiniKafka.Model;
using MiniKafka.Runtime;
using MiniKafka.Storage;
using MiniKafka.Storage.Directories;
using MiniKafka.Storage.Logs;

namespace MiniKafka.Tests.Storage.Directories;

/// <summary>
/// A move between two log directories that ends at any of its calls to the disk, with all that was not forced lost, leaves exactly one replica that
/// has every flushed record. The disk fails as a whole, or only below the directory the replica comes from, or only below the one it goes to; a crash
/// may come before the cluster hears that the replica stayed where it was.
/// </summary>
public class InterruptedMoveTests
{
    private const int MostCalls = 400;
    private static readonly TopicPartition Partition = new("t", 0);
    private static readonly LogConfig Config = LogConfig.Default with { SegmentBytes = 2000, FileDeleteDelayMs = 0, RetentionMs = -1 };

    [Theory]
    [InlineData(null, true)]
    [InlineData("a", true)]
    [InlineData("b", true)]
    [InlineData("b", false)]
    public void A_failure_at_any_call_and_a_crash_leave_one_replica_with_every_flushed_record(string? failing, bool isTold)
    {
        var (done, undone) = (0, 0);
        for (var calls = 0; calls < MostCalls && done < 20; calls++)
        {
            for (var seed = 0; seed < 2; seed++)
            {
                _ = new Course(failing, isTold, calls, seed).Run() ? done++ : undone++;
            }
        }

        Assert.True(undone > 40, $"only {undone} moves were cut short");
        Assert.True(done >= 20, $"{MostCalls} calls were not enough for a move");
    }

    /// <summary>One move and what is found after it.</summary>
    private sealed class Course(string? failing, bool isTold, int calls, int seed)
    {
        private readonly FaultyDisk _disk = new();
        private readonly List<string> _flushed = [];
        private Uuid _assigned;
        private int _written;
        private bool _isDone;

        private string Where => $"{failing ?? "all"} failing after {calls} calls, seed {seed}";

        /// <summary>True when the move came to its end before the disk failed.</summary>
        public bool Run()
        {
            TestManager.Run(MoveAsync);
            _disk.CallsLeft = null;
            _disk.Crash(new Random(seed));
            TestManager.Run((host, loop) => CheckAsync(host, loop, seed));

            // What was settled stays so, whatever becomes of the cleaning up.
            _disk.Crash(new Random(seed + 1));
            TestManager.Run((host, loop) => CheckAsync(host, loop, seed));
            return _isDone;
        }

        private async Task MoveAsync(LoopHost host, EventLoop loop)
        {
            using var manager = await TestManager.StartAsync(host, loop, _disk, "a", "b");
            var (from, target) = (manager.Directories[0], manager.Directories[1]);
            var log = manager.GetOrCreate(Partition, TestManager.TopicId, Config, from.Id)!;
            Assert.Equal(from, manager.DirectoryOf(Partition));
            _assigned = from.Id;
            await WriteAsync(manager, log, 30);
            manager.WriteCheckpoints();
            _disk.SyncDirectory("a");
            _disk.SyncDirectory("b");
            (_disk.CallsLeft, _disk.CallsLeftBelow) = (calls, failing);
            try
            {
                log = await MoveAsync(manager, log, target) ?? log;
            }
            catch (IOException)
            {
                // The move is called off, and the replica stays where it is.
            }

            _isDone = _disk.CallsLeft > 0 && manager.DirectoryOf(Partition) == target;
            if (!log.IsOffline && manager.DirectoryOf(Partition) is { Failure: null } home)
            {
                _assigned = isTold || home == target ? home.Id : _assigned;
                await WriteAsync(manager, log, 5);
            }
        }

        /// <summary>The steps of a move, with records that come in between.</summary>
        private async Task<PartitionLog?> MoveAsync(LogManager manager, PartitionLog log, LogDirectory target)
        {
            using var move = manager.BeginMove(log, TestManager.TopicId, target);
            while (move.CopySome())
            {
                await WriteAsync(manager, log, _written < 60 ? 5 : 0);
            }

            if (move.IsOver || !await move.FlushAsync() || move.IsOver)
            {
                return null;
            }

            _assigned = target.Id;
            await WriteAsync(manager, log, 5);
            return await move.FinishAsync(_ => { });
        }

        private async Task WriteAsync(LogManager manager, PartitionLog log, int count)
        {
            var values = new List<string>();
            for (var i = 0; i < count && !log.IsOffline; i++)
            {
                values.Add($"v{_written++}");
                var batch = TestLog.BatchAt(1_700_000_000_000 + _written, values[^1]);
                log.AppendAsLeader(batch, 0);
                batch.Release();
            }

            if (values.Count > 0 && !log.IsOffline && await manager.FlushAsync(log))
            {
                log.AdvanceHighWatermark(log.LogEndOffset);
                _flushed.AddRange(values);
            }
        }

        private async Task CheckAsync(LoopHost host, EventLoop loop, int at)
        {
            using var manager = await TestManager.StartAsync(host, loop, _disk, "a", "b");
            var log = manager.GetOrCreate(Partition, TestManager.TopicId, Config, _assigned);
            Assert.True(log is not null, $"{Where}: no replica, start {at}");
            foreach (var directory in manager.Directories)
            {
                // As the broker does, which may begin the move again too.
                directory.DiscardFuture(Partition);
            }

            var found = LogScan.Read(log, LogReadBound.LogEnd).Select(record => Encoding.UTF8.GetString(record.Value!)).ToList();
            Assert.True(_flushed.SequenceEqual(found.Take(_flushed.Count)), $"{Where}: {found.Count} records of {_flushed.Count} flushed ones in {log.Directory}");
            Assert.Single(manager.Directories, directory => directory.Has(Partition));
            string[] left = [.. _disk.ListDirectories("a"), .. _disk.ListDirectories("b")];
            Assert.Single(left, name => name == "t-0");
            Assert.DoesNotContain(left, name => name.EndsWith("-future", StringComparison.Ordinal));
            _assigned = manager.DirectoryOf(Partition)!.Id;
        }
    }
}
