using System.Diagnostics;
using MiniKafka.LoadTest.Peers;
using MiniKafka.LoadTest.Wire;

namespace MiniKafka.LoadTest.Scenarios;

/// <summary>One record at a time over one raw connection, while users block none of the pool's threads, and while they block many.</summary>
internal sealed class BlockedScenario : IScenario
{
    private const string Topic = "blocked";
    private const int WarmUp = 2_000;

    public string Name => "blocked";

    public string Description => "a produce over TCP while threads of the pool are blocked (--threads 64 --records 5000)";

    public async Task RunAsync(ScenarioOptions options, FigureWriter figures)
    {
        var threads = options.Number("threads", 64);
        var records = options.Number("records", 5_000);
        await using var kafka = await MiniKafkaSubject.StartAsync();
        await kafka.CreateTopicAsync(Topic, 1);
        using var connection = WireConnection.Open(kafka.BootstrapServers);
        var frame = WireFrames.Produce(Topic, WireFrames.Batch(maxBytes: 200, recordBytes: 100).Bytes);

        // From here on nothing may wait for the pool, this method included.
        Produce(connection, frame, WarmUp);
        var free = Produce(connection, frame, records);
        using var release = new ManualResetEventSlim();
        for (var i = 0; i < threads; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static state => ((ManualResetEventSlim)state!).Wait(), release);
        }

        var blocked = Produce(connection, frame, records);
        release.Set();
        figures.WriteMedians("median", [($"{threads} blocked threads", blocked), ("no blocked thread", free)], "µs");
        figures.Write($"{threads} blocked threads, longest", blocked.Max(), "µs");
    }

    private static List<double> Produce(WireConnection connection, byte[] frame, int records)
    {
        var times = new List<double>(records);
        for (var i = 0; i < records; i++)
        {
            var started = Stopwatch.GetTimestamp();
            connection.Send(frame);
            connection.Receive();
            times.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
        }

        return times;
    }
}
