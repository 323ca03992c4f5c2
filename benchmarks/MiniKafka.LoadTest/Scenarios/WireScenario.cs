using System.Diagnostics;
using MiniKafka.LoadTest.Peers;
using MiniKafka.LoadTest.Wire;

namespace MiniKafka.LoadTest.Scenarios;

/// <summary>
/// The broker alone: requests encoded beforehand, five in flight on one loopback connection, the subjects taking turns.
/// What is fetched stays below the 5 MiB that the mock cluster keeps. Subjects are warm when they are measured.
/// </summary>
internal sealed class WireScenario : IScenario
{
    private const int InFlight = 5;
    private const int FetchedLogBytes = 4 * 1024 * 1024;

    /// <summary>A few rounds of large batches are too few calls for the runtime to have compiled a broker's loops with care: it takes time under load.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    public string Name => "wire";

    public string Description => "encoded Produce and Fetch requests, five in flight (--rounds 5 --megabytes 200 --bootstrap HOST:PORT)";

    public async Task RunAsync(ScenarioOptions options, FigureWriter figures)
    {
        var rounds = options.Number("rounds", 5);
        var bytes = options.Number("megabytes", 200) * 1_000_000L;
        await using var subjects = await Subjects.StartAsync(options);
        foreach (var batchBytes in new[] { 16 * 1024, 1024 * 1024 })
        {
            foreach (var recordBytes in new[] { 100, 1024 })
            {
                var load = new Load(batchBytes, recordBytes, (int)(bytes / batchBytes));
                figures.WriteMedians($"produce {load}", await AlternateAsync(subjects, rounds, load, ProduceAsync), "MB/s");
                figures.WriteMedians($"fetch {load}", await AlternateAsync(subjects, rounds, load, FetchAsync), "MB/s");
            }
        }
    }

    private static async Task<List<(string Subject, List<double> Runs)>> AlternateAsync(
        Subjects subjects, int rounds, Load load, Func<ISubject, Load, string, Task<TimeSpan>> run)
    {
        var results = subjects.NewResults();
        var topics = 0;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < WarmUp;)
        {
            await RoundAsync();
        }

        for (var round = 0; round < rounds; round++)
        {
            var rates = await RoundAsync();
            for (var i = 0; i < rates.Count; i++)
            {
                results[i].Runs.Add(rates[i]);
            }
        }

        return results;

        async Task<List<double>> RoundAsync()
        {
            var topic = $"{run.Method.Name}-{load.BatchBytes}-{load.RecordBytes}-{topics++}";
            var rates = new List<double>();
            foreach (var subject in subjects.All)
            {
                await subject.CreateTopicAsync(topic, 1);
                var took = await run(subject, load, topic);
                await subject.DeleteTopicAsync(topic);
                rates.Add((double)load.Requests * load.BatchBytes / 1e6 / took.TotalSeconds);
            }

            return rates;
        }
    }

    private static async Task<TimeSpan> ProduceAsync(ISubject subject, Load load, string topic)
    {
        using var connection = WireConnection.Open(subject.BootstrapServers);
        var frame = WireFrames.Produce(topic, WireFrames.Batch(load.BatchBytes, load.RecordBytes).Bytes);
        Append(connection, frame);

        var clock = Stopwatch.StartNew();
        connection.Pipeline(load.Requests, InFlight, _ => frame);
        return clock.Elapsed;
    }

    private static async Task<TimeSpan> FetchAsync(ISubject subject, Load load, string topic)
    {
        using var connection = WireConnection.Open(subject.BootstrapServers);
        var batch = WireFrames.Batch(load.BatchBytes, load.RecordBytes);
        var produce = WireFrames.Produce(topic, batch.Bytes);
        var frames = Enumerable.Range(0, FetchedLogBytes / load.BatchBytes)
            .Select(_ => WireFrames.Fetch(topic, Append(connection, produce), batch.Bytes.Length))
            .ToArray();
        foreach (var frame in frames)
        {
            connection.Send(frame);
            if (WireFrames.FetchedBytes(connection.Receive()) != batch.Bytes.Length)
            {
                throw new InvalidOperationException($"{subject.Name} did not answer with the one batch that was asked for");
            }
        }

        var clock = Stopwatch.StartNew();
        connection.Pipeline(load.Requests, InFlight, i => frames[i % frames.Length]);
        return clock.Elapsed;
    }

    private static long Append(WireConnection connection, byte[] produce)
    {
        connection.Send(produce);
        return WireFrames.BaseOffset(connection.Receive());
    }

    private sealed record Load(int BatchBytes, int RecordBytes, int Requests)
    {
        public override string ToString() => $"{BatchBytes / 1024} KiB of {RecordBytes} B";
    }
}
