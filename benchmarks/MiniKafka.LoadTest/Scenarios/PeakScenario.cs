using System.Diagnostics;
using MiniKafka.LoadTest.Peers;
using MiniKafka.LoadTest.Wire;

namespace MiniKafka.LoadTest.Scenarios;

/// <summary>
/// What a server in memory keeps of a peak: a topic is filled and deleted several times over, and the memory of the process is looked at right after
/// that, and again when nothing has happened for a while.
/// </summary>
internal sealed class PeakScenario : IScenario
{
    private const int BatchBytes = 256 * 1024;
    private const int InFlight = 5;

    public string Name => "peak";

    public string Description => "memory of the process after a topic was filled and deleted again and again (--cycles 4 --megabytes 900 --seconds 30)";

    public async Task RunAsync(ScenarioOptions options, FigureWriter figures)
    {
        var requests = (int)(options.Number("megabytes", 900) * 1_000_000L / BatchBytes);
        await using var subject = await MiniKafkaSubject.StartAsync();
        figures.Write("before", ResidentMegabytes(), "MB");
        for (var cycle = 0; cycle < options.Number("cycles", 4); cycle++)
        {
            var topic = $"peak-{cycle}";
            await subject.CreateTopicAsync(topic, 1);
            await FillAsync(subject, topic, requests);
            figures.Write($"filled {cycle}", ResidentMegabytes(), "MB");
            await subject.DeleteTopicAsync(topic);
        }

        figures.Write("deleted", ResidentMegabytes(), "MB");
        for (var seconds = 0; seconds < options.Number("seconds", 30); seconds += 5)
        {
            await Task.Delay(TimeSpan.FromSeconds(5));
            figures.Write($"{seconds + 5} s later", ResidentMegabytes(), "MB");
        }
    }

    private static async Task FillAsync(MiniKafkaSubject subject, string topic, int requests)
    {
        using var connection = WireConnection.Open(subject.BootstrapServers);
        var frame = WireFrames.Produce(topic, WireFrames.Batch(BatchBytes, recordBytes: 1024).Bytes);
        connection.Pipeline(requests, InFlight, _ => frame);
    }

    private static double ResidentMegabytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64 / 1e6;
    }
}
