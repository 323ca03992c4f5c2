using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKafka.LoadTest.Storage;
using MiniKafka.Model;
using MiniKafka.Runtime.Threads;
using MiniKafka.Runtime.Buffers;
using MiniKafka.Storage;
using MiniKafka.Storage.Directories;

namespace MiniKafka.LoadTest.Scenarios;

/// <summary>
/// Appends that are acknowledged when they are on the disk: by one caller, and by many who share forces; beside them a loop of
/// raw write and fsync. They take turns.
/// </summary>
internal sealed class DurableScenario : IScenario
{
    private const int RecordBytes = 1024;

    public string Name => "durable";

    public string Description => "appends forced before they are acknowledged, 1 and 64 callers, and raw fsync (--seconds 2 --rounds 5 --dir PATH)";

    public async Task RunAsync(ScenarioOptions options, FigureWriter figures)
    {
        var batch = StorageBatches.Make(RecordBytes, RecordBytes + 200);
        var time = TimeSpan.FromSeconds(options.Number("seconds", 2));
        List<(string, List<double>)> subjects = [("64 callers", []), ("1 caller", []), ("raw fsync", [])];
        for (var round = -1; round < options.Number("rounds", 5); round++)
        {
            double[] rates = [await CallersAsync(options, batch, 64, time), await CallersAsync(options, batch, 1, time), Raw(options, batch, time)];
            for (var i = 0; i < rates.Length && round >= 0; i++)
            {
                subjects[i].Item2.Add(rates[i]);
            }
        }

        batch.Release();
        figures.WriteMedians("appends", subjects, "1/s");
    }

    private static async Task<double> CallersAsync(ScenarioOptions options, SharedBytes batch, int callers, TimeSpan time)
    {
        using var folder = new StorageFolder(options);
        await using var host = new ThreadLoopHost(new ThreadLoopHostOptions());
        var loop = host.CreateLoop("storage");
        return await loop.InvokeAsync(async () =>
        {
            var context = StorageFolder.Context() with { Clock = loop.Clock, Logger = NullLogger.Instance };
            using var manager = new LogManager(context, host, new LogManagerOptions { Directories = [folder.File("data")], ClusterId = "load", NodeId = 0 });
            await manager.StartAsync();
            var log = manager.GetOrCreate(new TopicPartition("t", 0), new Uuid(1, 2), LogConfig.Default with { FlushMessages = 1 })!;
            var done = 0L;
            var clock = Stopwatch.StartNew();
            await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => CallAsync()));
            return done / clock.Elapsed.TotalSeconds;

            async Task CallAsync()
            {
                while (clock.Elapsed < time)
                {
                    if (!log.AppendAsLeader(batch, leaderEpoch: 0).IsSuccess || !await manager.FlushAsync(log))
                    {
                        throw new IOException("The append failed.");
                    }

                    done++;
                }
            }
        });
    }

    private static double Raw(ScenarioOptions options, SharedBytes batch, TimeSpan time)
    {
        using var folder = new StorageFolder(options);
        using var handle = File.OpenHandle(folder.File("raw"), FileMode.CreateNew, FileAccess.Write);
        var bytes = batch.ToContiguous().Span;
        var clock = Stopwatch.StartNew();
        var done = 0;
        for (; clock.Elapsed < time; done++)
        {
            RandomAccess.Write(handle, bytes, (long)done * bytes.Length);
            RandomAccess.FlushToDisk(handle);
        }

        return done / clock.Elapsed.TotalSeconds;
    }
}
