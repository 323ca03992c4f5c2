using System.Diagnostics;
using FASTER.core;
using MiniKafka.LoadTest.Storage;
using MiniKafka.Storage;
using MiniKafka.Storage.Logs;

namespace MiniKafka.LoadTest.Scenarios;

/// <summary>
/// One thread appends batches to a partition's log, to a file by raw positional writes, and to FasterLog; they take turns. All
/// write into the system's cache; nobody forces anything.
/// </summary>
internal sealed class AppendScenario : IScenario
{
    private const int SmallBatch = 16 * 1024;
    private const int LargeBatch = 1024 * 1024;

    public string Name => "append";

    public string Description => "appending batches: our log, raw writes, FasterLog (--mb 256 --rounds 5 --dir PATH)";

    public Task RunAsync(ScenarioOptions options, FigureWriter figures)
    {
        var bytes = options.Number("mb", 256) * 1024L * 1024;
        foreach (var recordBytes in (int[])[100, 1024])
        {
            foreach (var batchBytes in (int[])[SmallBatch, LargeBatch])
            {
                Measure(options, figures, bytes, recordBytes, batchBytes);
            }
        }

        return Task.CompletedTask;
    }

    private static void Measure(ScenarioOptions options, FigureWriter figures, long bytes, int recordBytes, int batchBytes)
    {
        var batch = StorageBatches.Make(recordBytes, batchBytes);
        var payload = batch.ToContiguous().ToArray();
        var count = (int)(bytes / payload.Length);
        List<(string, List<double>)> subjects = [("log in memory", []), ("log on disk", []), ("FasterLog", []), ("raw writes", [])];
        for (var round = -1; round < options.Number("rounds", 5); round++)
        {
            double[] speeds =
            [
                Speed(payload.Length, count / 4, () => InMemory(batch, count / 4)),
                InFolder(options, payload.Length, count, folder => OnDisk(folder, batch, count)),
                InFolder(options, payload.Length, count, folder => WithFaster(folder, payload, count)),
                InFolder(options, payload.Length, count, folder => Raw(folder, payload, count)),
            ];
            for (var i = 0; i < speeds.Length && round >= 0; i++)
            {
                subjects[i].Item2.Add(speeds[i]);
            }
        }

        batch.Release();
        figures.WriteMedians($"{batchBytes / 1024} KiB batches of {recordBytes} B", subjects, "MB/s");
    }

    private static double InFolder(ScenarioOptions options, int size, int count, Action<StorageFolder> run)
    {
        using var folder = new StorageFolder(options);
        return Speed(size, count, () => run(folder));
    }

    private static double Speed(int size, int count, Action run)
    {
        var clock = Stopwatch.StartNew();
        run();
        return (double)size * count / 1e6 / clock.Elapsed.TotalSeconds;
    }

    private static void InMemory(in Runtime.Buffers.SharedBytes batch, int count)
    {
        var context = StorageFolder.Context(new MiniKafka.Storage.Files.MemoryFileSystem(TimeProvider.System));
        context.FileSystem.CreateDirectory("t-0");
        var config = LogConfig.Default with { MaxMessageBytes = LargeBatch };
        var log = new PartitionLog(context, new Model.TopicPartition("t", 0), config, MiniKafka.Storage.Recovery.LogLoader.Load(context, config, new MiniKafka.Storage.Recovery.LogOpening("t-0")));
        Append(log, batch, count);
    }

    private static void OnDisk(StorageFolder folder, in Runtime.Buffers.SharedBytes batch, int count)
    {
        var log = folder.Log("t-0", LogConfig.Default with { MaxMessageBytes = LargeBatch });
        Append(log, batch, count);
        log.CloseFiles();
    }

    private static void Append(PartitionLog log, in Runtime.Buffers.SharedBytes batch, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var result = log.AppendAsLeader(batch, leaderEpoch: 0);
            if (!result.IsSuccess)
            {
                throw new InvalidOperationException($"{result.Error}: {result.ErrorMessage}");
            }
        }
    }

    private static void Raw(StorageFolder folder, byte[] payload, int count)
    {
        using var handle = File.OpenHandle(folder.File("raw"), FileMode.CreateNew, FileAccess.Write);
        for (var i = 0; i < count; i++)
        {
            RandomAccess.Write(handle, payload, (long)i * payload.Length);
        }
    }

    /// <summary>An entry has to fit a page, so that large batches need large pages; the rest is FasterLog's default.</summary>
    private static void WithFaster(StorageFolder folder, byte[] payload, int count)
    {
        using var device = Devices.CreateLogDevice(folder.File("faster.log"), preallocateFile: false, deleteOnClose: true);
        using var log = new FasterLog(new FasterLogSettings { LogDevice = device, PageSizeBits = 23, MemorySizeBits = 26 });
        for (var i = 0; i < count; i++)
        {
            log.Enqueue(payload);
        }

        // What is still in its memory goes into the system's cache, as the others' bytes are.
        log.Commit(spinWait: true);
    }
}
