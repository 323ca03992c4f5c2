using Disks;
using MiniKafka.Model;
using MiniKafka.Records.Compression;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Simulation;
using MiniKafka.Storage;
using MiniKafka.Storage.Directories;
using MiniKafka.Storage.Files;

namespace MiniKafka.Tests.Storage.Directories;

/// <summary>Runs what a broker does with its logs on one simulated loop.</summary>
internal static class TestManager
{
    public static readonly Uuid TopicId = new(1, 2);

    /// <summary>Runs a test on a loop of a simulated host.</summary>
    public static void Run(Func<LoopHost, EventLoop, Task> test)
    {
        var host = new SimulatedLoopHost(seed: 1);
        host.Run(async () =>
        {
            var loop = host.CreateLoop("broker");
            await loop.InvokeAsync(() => test(host, loop));
        });
    }

    /// <summary>A started manager over some directories, on which every open file is locked.</summary>
    public static async Task<LogManager> StartAsync(LoopHost host, EventLoop loop, IFileSystem fileSystem, params string[] directories) =>
        (await StartLoggedAsync(host, loop, fileSystem, directories)).Manager;

    /// <summary>The same, with what it says.</summary>
    public static async Task<(LogManager Manager, ListLogger Logger)> StartLoggedAsync(LoopHost host, EventLoop loop, IFileSystem fileSystem, params string[] directories)
    {
        fileSystem = TranslatingFileSystem.Over(fileSystem as LockingFileSystem ?? new LockingFileSystem(fileSystem));
        var logger = new ListLogger();
        var context = new LogContext(fileSystem, loop.Clock, CompressionCodecs.Default, new DelayedDeletion(fileSystem), logger);
        var options = new LogManagerOptions { Directories = directories, ClusterId = "cluster", NodeId = 1 };
        var manager = new LogManager(context, host, options);
        await manager.StartAsync();
        return (manager, logger);
    }
}
