using Microsoft.Extensions.Logging.Abstractions;
using MiniKafka.Model;
using MiniKafka.Records.Compression;
using MiniKafka.Runtime.Threads;
using MiniKafka.Storage;
using MiniKafka.Storage.Directories;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Logs;

namespace MiniKafka.ClusterTests.Crashes;

/// <summary>The log that the killed process and its test share, with every acknowledgement after a flush.</summary>
internal static class CrashLogs
{
    private static readonly TopicPartition Partition = new("crash", 0);

    public static LogConfig Config { get; } = LogConfig.Default with { FlushMessages = 1, SegmentBytes = 32 * 1024, IndexIntervalBytes = 512, FileDeleteDelayMs = 0 };

    /// <summary>Runs some work with the opened log on a loop of its own.</summary>
    public static async Task RunAsync(string directory, Func<LogManager, PartitionLog, Task> work)
    {
        await using var host = new ThreadLoopHost(new ThreadLoopHostOptions());
        var loop = host.CreateLoop("crash");
        await loop.InvokeAsync(async () =>
        {
            var disk = new DiskFileSystem();
            var context = new LogContext(disk, loop.Clock, CompressionCodecs.Default, new DelayedDeletion(disk), NullLogger.Instance);
            using var manager = new LogManager(context, host, new LogManagerOptions { Directories = [directory], ClusterId = "crash", NodeId = 0 });
            await manager.StartAsync();
            await work(manager, manager.GetOrCreate(Partition, new Uuid(1, 2), Config)!);
        });
    }
}
