using System.Diagnostics;

namespace MiniKafka.LoadTest.Scenarios;

/// <summary>
/// What brokers cost that nobody talks to: processor time of this process while only they are there, once the runtime has compiled what they do.
/// It compiles with care what was called thirty times, and a heartbeat comes every two seconds.
/// </summary>
internal sealed class IdleScenario : IScenario
{
    public string Name => "idle";

    public string Description => "processor time of one idle broker and of three, against none (--seconds 10 --settle 75)";

    public async Task RunAsync(ScenarioOptions options, FigureWriter figures)
    {
        var time = TimeSpan.FromSeconds(options.Number("seconds", 10));
        var settle = TimeSpan.FromSeconds(options.Number("settle", 75));
        var without = await PercentAsync(time);
        foreach (var brokers in new[] { 1, 3 })
        {
            await using var kafka = await KafkaCluster.StartAsync(cluster =>
            {
                cluster.Listen();
                cluster.BrokerCount = brokers;
                cluster.Topics.Add("idle", partitions: 6, replicationFactor: (short)brokers);
            });
            await PercentAsync(settle);
            figures.Write($"{brokers} idle brokers", await PercentAsync(time), "% of a core");
        }

        figures.Write("no broker", without, "% of a core");
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
