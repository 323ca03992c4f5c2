using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKafka.LoadTest.Storage;
using MiniKafka.Model;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Threads;
using MiniKafka.Storage;
using MiniKafka.Storage.Directories;

namespace MiniKafka.LoadTest.Scenarios;

/// <summary>Thousands of idle partitions on disk: what making them costs, opening them after a clean stop, and keeping them open.</summary>
internal sealed class PartitionsScenario : IScenario
{
    public string Name => "partitions";

    public string Description => "many idle partitions on disk: create, stop, open (--count 10000 --dir PATH)";

    public async Task RunAsync(ScenarioOptions options, FigureWriter figures)
    {
        using var folder = new StorageFolder(options);
        var count = options.Number("count", 10_000);
        await using var host = new ThreadLoopHost(new ThreadLoopHostOptions());
        var loop = host.CreateLoop("storage");
        var topicId = new Uuid(1, 2);
        await loop.InvokeAsync(async () =>
        {
            var before = Managed();
            var manager = await StartAsync(folder, host, loop);
            figures.Write($"{count} created", Seconds(() => OpenAll(manager, topicId, count)), "s");
            var clock = Stopwatch.StartNew();
            await manager.StopAsync(brokerEpoch: 1);
            figures.Write($"{count} closed", clock.Elapsed.TotalSeconds, "s");
            manager = null;

            clock.Restart();
            manager = await StartAsync(folder, host, loop);
            OpenAll(manager, topicId, count);
            figures.Write($"{count} opened", clock.Elapsed.TotalSeconds, "s");
            figures.Write($"{count} open, managed memory", (Managed() - before) / 1e6, "MB");
            figures.Write($"{count} open, whole process", Environment.WorkingSet / 1e6, "MB");
            await manager.StopAsync(brokerEpoch: 2);
            return true;
        });
    }

    private static async Task<LogManager> StartAsync(StorageFolder folder, LoopHost host, EventLoop loop)
    {
        var context = StorageFolder.Context() with { Clock = loop.Clock, Logger = NullLogger.Instance };
        var manager = new LogManager(context, host, new LogManagerOptions { Directories = [folder.File("data")], ClusterId = "load", NodeId = 0 });
        await manager.StartAsync();
        return manager;
    }

    private static void OpenAll(LogManager manager, Uuid topicId, int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (manager.GetOrCreate(new TopicPartition("idle", i), topicId, LogConfig.Default) is null)
            {
                throw new IOException($"Partition {i} could not be opened.");
            }
        }
    }

    private static double Seconds(Action action)
    {
        var clock = Stopwatch.StartNew();
        action();
        return clock.Elapsed.TotalSeconds;
    }

    private static long Managed() => GC.GetTotalMemory(forceFullCollection: true);
}
