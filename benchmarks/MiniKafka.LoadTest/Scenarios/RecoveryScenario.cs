using System.Diagnostics;
using MiniKafka.LoadTest.Storage;
using MiniKafka.Storage;

namespace MiniKafka.LoadTest.Scenarios;

/// <summary>Opens a large log after a crash with nothing known to be flushed: every byte is read and checked. The peer only reads.</summary>
internal sealed class RecoveryScenario : IScenario
{
    private const int BatchBytes = 64 * 1024;

    public string Name => "recovery";

    public string Description => "checking a log after a crash, beside plain reading (--mb 1024 --rounds 3 --dir PATH)";

    public Task RunAsync(ScenarioOptions options, FigureWriter figures)
    {
        using var folder = new StorageFolder(options);
        var batch = StorageBatches.Make(1024, BatchBytes);
        var config = LogConfig.Default with { SegmentBytes = 256 * 1024 * 1024 };
        var log = folder.Log("t-0", config);
        var bytes = options.Number("mb", 1024) * 1024L * 1024;
        while (log.Size < bytes)
        {
            log.AppendAsLeader(batch, leaderEpoch: 0);
        }

        var (size, end) = (log.Size, log.LogEndOffset);
        log.CloseFiles();
        batch.Release();
        List<(string, List<double>)> subjects = [("recovery", []), ("plain reading", [])];
        for (var round = -1; round < options.Number("rounds", 3); round++)
        {
            var recovery = Recover(folder, config, size, end);
            var reading = Read(folder, size);
            if (round >= 0)
            {
                subjects[0].Item2.Add(recovery);
                subjects[1].Item2.Add(reading);
            }
        }

        figures.WriteMedians($"{size / 1_000_000} MB", subjects, "MB/s");
        return Task.CompletedTask;
    }

    private static double Recover(StorageFolder folder, LogConfig config, long size, long end)
    {
        var clock = Stopwatch.StartNew();
        var log = folder.Open("t-0", config, clean: false);
        var seconds = clock.Elapsed.TotalSeconds;
        if (log.LogEndOffset != end)
        {
            throw new InvalidOperationException($"The log ends at {log.LogEndOffset} instead of {end}.");
        }

        log.CloseFiles();
        return size / 1e6 / seconds;
    }

    private static double Read(StorageFolder folder, long size)
    {
        var buffer = new byte[1024 * 1024];
        var clock = Stopwatch.StartNew();
        foreach (var path in Directory.EnumerateFiles(folder.File("t-0"), "*.log"))
        {
            using var file = File.OpenHandle(path);
            for (var position = 0L; RandomAccess.Read(file, buffer, position) is > 0 and var read; position += read)
            {
                // Reading is all.
            }
        }

        return size / 1e6 / clock.Elapsed.TotalSeconds;
    }
}
