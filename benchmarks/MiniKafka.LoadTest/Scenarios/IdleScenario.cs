using System.Diagnostics;
using MiniKafka.LoadTest.Peers;

namespace MiniKafka.LoadTest.Scenarios;

/// <summary>What a broker costs that nobody talks to: processor time of this process while only it is there.</summary>
internal sealed class IdleScenario : IScenario
{
    public string Name => "idle";

    public string Description => "processor time of one idle broker, against none (--seconds 10)";

    public async Task RunAsync(ScenarioOptions options, FigureWriter figures)
    {
        var time = TimeSpan.FromSeconds(options.Number("seconds", 10));
        var without = await PercentAsync(time);
        await using var subject = await MiniKafkaSubject.StartAsync();
        await subject.CreateTopicAsync("idle", 6);
        await PercentAsync(TimeSpan.FromSeconds(1));
        figures.Write("minikafka idle", await PercentAsync(time), "% of a core");
        figures.Write("no broker idle", without, "% of a core");
    }

    private static async Task<double> PercentAsync(TimeSpan time)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        await Task.Delay(time);
        process.Refresh();
        return (process.TotalProcessorTime - before) / time * 100;
    }
}
