using System.Text;
using Disks;
using MiniKafka.Model;
using MiniKafka.Records;
using MiniKafka.Records.Compression;
using MiniKafka.Runtime;
using MiniKafka.Storage;
using MiniKafka.Storage.Directories;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Logs;
using MiniKafka.Tests.Storage.Directories;

namespace MiniKafka.Tests.Storage.Cleaning;

/// <summary>A crash at any call of a compaction leaves a log in which every key still has its newest value.</summary>
public class InterruptedCompactionTests
{
    private const int Keys = 12;

    [Fact]
    public void A_crash_at_any_call_keeps_the_newest_value_of_every_key()
    {
        var completed = 0;
        for (var calls = 0; calls < 260; calls++)
        {
            completed += RunWithCrashAfter(calls) ? 1 : 0;
        }

        Assert.InRange(completed, 1, 259);
    }

    private static bool RunWithCrashAfter(int calls)
    {
        var disk = new FaultyDisk();
        var isCompacted = false;
        var random = new Random(calls);
        TestManager.Run(async (host, loop) =>
        {
            using var manager = await StartAsync(host, loop, disk);
            var log = manager.GetOrCreate(CompactionScenario.Partition, TestManager.TopicId, CompactionScenario.Config)!;
            for (var i = 0; i < 5 * Keys; i++)
            {
                Write(log, $"k{i % Keys}", $"v{i}");
                if (i % 10 == 9)
                {
                    log.Roll();
                }
            }

            Assert.True(await manager.FlushAsync(log));
            manager.WriteCheckpoints();
            disk.CallsLeft = calls;
            await manager.Cleaner!.CleanAllAsync();
            isCompacted = disk.CallsLeft > 0;
        });
        disk.CallsLeft = null;
        disk.Crash(random);
        TestManager.Run(async (host, loop) =>
        {
            using var manager = await StartAsync(host, loop, disk);
            var log = manager.Find(CompactionScenario.Partition)!;
            var newest = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var record in LogScan.Read(log, LogReadBound.LogEnd))
            {
                newest[Encoding.UTF8.GetString(record.Key!)] = Encoding.UTF8.GetString(record.Value!);
            }

            Assert.True(log.LogEndOffset == 5 * Keys, $"after {calls} calls the log ends at {log.LogEndOffset}");
            Assert.Equal(Enumerable.Range(4 * Keys, Keys).Select(i => $"v{i}").Order(StringComparer.Ordinal), newest.Values.Order(StringComparer.Ordinal));
            Assert.DoesNotContain(disk.ListFiles(log.Directory), file => file.Name.EndsWith(".swap", StringComparison.Ordinal) || file.Name.EndsWith(".cleaned", StringComparison.Ordinal));
        });
        return isCompacted;
    }

    private static async Task<LogManager> StartAsync(LoopHost host, EventLoop loop, FaultyDisk disk)
    {
        var locking = TranslatingFileSystem.Over(new LockingFileSystem(disk));
        var context = new LogContext(locking, loop.Clock, CompressionCodecs.Default, new DelayedDeletion(locking), new ListLogger());
        var manager = new LogManager(context, host, new LogManagerOptions { Directories = ["data"], ClusterId = "c", NodeId = 1 });
        await manager.StartAsync();
        return manager;
    }

    private static void Write(PartitionLog log, string key, string value)
    {
        var builder = new RecordBatchBuilder();
        builder.TryAppend(1_700_000_000_000, Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value));
        var batch = builder.Build();
        Assert.Equal(ErrorCode.None, log.AppendAsLeader(batch, 0).Error);
        batch.Release();
        log.AdvanceHighWatermark(log.LogEndOffset);
    }
}
