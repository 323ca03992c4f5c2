using MiniKafka.LoadTest.InProcess;

namespace MiniKafka.LoadTest.Scenarios;

/// <summary>
/// One thread that produces within this process and one that consumes: MiniKafka's own clients at its own broker in memory,
/// beside a channel and beside FasterLog, both as it comes and with room to keep what it is given.
/// </summary>
internal sealed class InProcScenario : IScenario
{
    /// <summary>As many rounds as it takes until hardly anything is compiled any more, which one of two processors would be busy with.</summary>
    private const int WarmUps = 5;

    private const int Peers = 3;

    public string Name => "inproc";

    public string Description => "own clients and own broker in memory beside FasterLog and a channel (--rounds 3 --megabytes 200 --size BYTES --partitions N)";

    public async Task RunAsync(ScenarioOptions options, FigureWriter figures)
    {
        var rounds = options.Number("rounds", 3);
        var bytes = options.Number("megabytes", 200) * 1024L * 1024;
        foreach (var size in options.Numbers("size", [100, 1024]))
        {
            foreach (var partitions in options.Numbers("partitions", [1, 6]))
            {
                await MeasureAsync(figures, rounds, size, partitions, (int)(bytes / size));
            }
        }
    }

    private static async Task MeasureAsync(FigureWriter figures, int rounds, int size, int partitions, int count)
    {
        List<(string Name, Func<Task<double>> Run)> subjects = [
            ("consume", () => WithClusterAsync(partitions, async kafka =>
            {
                await OwnClients.ProduceAsync(kafka, OwnClients.Defaults, size, count, handler: false);
                return await OwnClients.ConsumeAsync(kafka, partitions, count);
            })),
            ("produce", () => WithClusterAsync(partitions, kafka => OwnClients.ProduceAsync(kafka, OwnClients.Defaults, size, count, handler: false))),
            ("produce with handlers", () => WithClusterAsync(partitions, kafka => OwnClients.ProduceAsync(kafka, OwnClients.Defaults, size, count, handler: true))),
            ("produce, batch.size 128 KiB, linger 5 ms", () => WithClusterAsync(partitions, kafka => OwnClients.ProduceAsync(kafka, OwnClients.Tuned, size, count, handler: false))),
            ("channel", () => EmbeddedPeers.WriteToChannelAsync(size, count)),
            ("FasterLog that keeps all", () => Task.FromResult(EmbeddedPeers.EnqueueAndKeep(size, count))),
            ("FasterLog that forgets", () => Task.FromResult(EmbeddedPeers.EnqueueAndForget(size, count))),
        ];
        var results = subjects.ConvertAll(subject => (subject.Name, Runs: new List<double>()));
        for (var round = -WarmUps; round < rounds; round++)
        {
            for (var i = 0; i < subjects.Count; i++)
            {
                var rate = await subjects[i].Run();
                if (round >= 0)
                {
                    results[i].Runs.Add(rate);
                }
            }
        }

        var what = $"{size} B, {partitions} partitions";
        figures.WriteMedians(what, results, "records/s", Peers);
        figures.Write($"consume / produce {what}", FigureWriter.Median(results[0].Runs) / FigureWriter.Median(results[1].Runs), "ratio");
    }

    private static async Task<double> WithClusterAsync(int partitions, Func<KafkaCluster, Task<double>> run)
    {
        await using var kafka = await OwnClients.StartAsync(partitions);
        return await run(kafka);
    }
}
