using System.Diagnostics;
using MiniKafka.Client;
using MiniKafka.Client.Serialization;
using MiniKafka.LoadTest.Peers;
using MiniKafka.LoadTest.Wire;
using MiniKafka.Model;

namespace MiniKafka.LoadTest.Scenarios;

/// <summary>
/// How long a test waits for its cluster: from the call that starts it to the first Metadata answer over TCP, in a process
/// that has done so before; for the first record of a fresh topic; for the end; and how long a whole process takes until it
/// prints a line that begins with a given word.
/// </summary>
internal sealed class StartupScenario : IScenario
{
    public string Name => "startup";

    public string Description =>
        "start to first metadata, warm; first writes and stops (--writes 200 --stops 3); a cold process to a line it prints (--rounds 50 --cold-rounds 10 --program QuickStart.dll --until WORD)";

    public async Task RunAsync(ScenarioOptions options, FigureWriter figures)
    {
        if (options.Number("rounds", 50) is > 0 and var rounds)
        {
            await BesideTheMockAsync(figures, rounds);
            await ThreeBrokersAsync(figures, rounds);
        }

        await FirstWrites.MeasureAsync(figures, options.Number("writes", 200));
        foreach (var brokers in new[] { 3, 10 })
        {
            await FirstWrites.MeasureStopAsync(figures, brokers, options.Number("stops", 3));
        }

        if (options.Text("program", string.Empty) is { Length: > 0 } program)
        {
            var until = options.Text("until", string.Empty);
            var cold = Enumerable.Range(0, options.Number("cold-rounds", 10)).Select(_ => Cold(program, until)).ToList();
            figures.Write($"{Path.GetFileNameWithoutExtension(program)} cold to \"{until}\"", FigureWriter.Median(cold), "ms");
        }
    }

    private static async Task BesideTheMockAsync(FigureWriter figures, int rounds)
    {
        var results = new List<(string Subject, List<double> Runs)> { ("minikafka", []), ("mock", []) };
        for (var round = -3; round < rounds; round++)
        {
            double[] took = [await WarmAsync(StartMiniKafkaAsync), await WarmAsync(() => Task.FromResult<ISubject>(new MockSubject()))];
            if (round >= 0)
            {
                results[0].Runs.Add(took[0]);
                results[1].Runs.Add(took[1]);
            }
        }

        figures.WriteMedians("warm start to first metadata", results, "ms");
    }

    /// <summary>From the call that starts three brokers with a topic of three replicas to the first record that all of them have.</summary>
    private static async Task ThreeBrokersAsync(FigureWriter figures, int rounds)
    {
        var (started, acknowledged) = (new List<double>(), new List<double>());
        for (var round = -3; round < rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            await using var kafka = await KafkaCluster.StartAsync(cluster =>
            {
                cluster.BrokerCount = 3;
                cluster.Topics.Add("served", partitions: 1, replicationFactor: 3);
            });
            var start = clock.Elapsed.TotalMilliseconds;
            await using var producer = kafka.CreateProducer<Null?, byte[]?>(new ProducerConfig { Acks = Acks.All });
            await producer.ProduceAsync("served", new Message<Null?, byte[]?> { Value = new byte[100] });
            if (round >= 0)
            {
                started.Add(start);
                acknowledged.Add(clock.Elapsed.TotalMilliseconds);
            }
        }

        figures.Write("three brokers, warm start", FigureWriter.Median(started), "ms");
        figures.Write("three brokers, warm start to a record all have", FigureWriter.Median(acknowledged), "ms");
    }

    private static async Task<ISubject> StartMiniKafkaAsync() => await MiniKafkaSubject.StartAsync();

    private static async Task<double> WarmAsync(Func<Task<ISubject>> start)
    {
        var clock = Stopwatch.StartNew();
        await using var subject = await start();
        using var connection = WireConnection.Open(subject.BootstrapServers);
        connection.Send(WireFrames.Metadata());
        connection.Receive();
        return clock.Elapsed.TotalMilliseconds;
    }

    /// <summary>From before the process exists to the line; the process is ended then.</summary>
    private static double Cold(string program, string until)
    {
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program]) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
        process.StandardInput.Close();
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (line.StartsWith(until, StringComparison.Ordinal))
            {
                var took = clock.Elapsed.TotalMilliseconds;
                process.Kill();
                process.WaitForExit();
                return took;
            }
        }

        throw new InvalidOperationException($"{program} printed no line that begins with \"{until}\"");
    }
}
