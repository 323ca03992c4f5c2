using System.Diagnostics;
using MiniKafka.Client;
using MiniKafka.Client.Serialization;
using MiniKafka.LoadTest.Wire;
using MiniKafka.Model;

namespace MiniKafka.LoadTest.Scenarios;

/// <summary>
/// What others notice of clients that pipeline requests without reading the answers, or reading them as fast as they come: the leader of a topic is
/// flooded while a producer with acks=all sends it a record every few milliseconds, and every broker is asked whether one was fenced.
/// </summary>
internal sealed class AttackScenario : IScenario
{
    private const string Topic = "attacked";
    private const string Other = "flooded";
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(5);

    public string Name => "attack";

    public string Description =>
        "a producer's latencies while connections pipeline (--brokers 1|3 --connections 20 --requests 10000 --seconds 10 --crowd CONNECTIONS --blocked POOLTHREADS)";

    public async Task RunAsync(ScenarioOptions options, FigureWriter figures)
    {
        var connections = options.Number("connections", 20);
        var requests = options.Number("requests", 10_000);
        var time = TimeSpan.FromSeconds(options.Number("seconds", 10));
        foreach (var brokers in options.Numbers("brokers", [1, 3]))
        {
            await using var kafka = await KafkaCluster.StartAsync(cluster =>
            {
                cluster.Listen();
                cluster.BrokerCount = brokers;
                cluster.Topics.Add(Topic, partitions: 1, replicationFactor: (short)brokers);
                cluster.Topics.Add(Other, partitions: 1, replicationFactor: (short)brokers);
            });
            var leader = kafka.Brokers[0].Node!.View.Image.Partition(Topic, 0)!.Leader;
            var address = kafka.BootstrapServers.Split(',')[leader];
            await using var producer = new Producer<Null?, byte[]?>(new ProducerConfig { BootstrapServers = kafka.BootstrapServers, Acks = Acks.All });
            var frames = await FramesAsync(kafka);
            var (crowded, blocked) = (options.Number("crowd", 0), options.Number("blocked", 0));
            using var crowd = new Crowd(address, crowded);
            using var blockers = new BlockedPool(blocked);
            var subject = $"{brokers} broker{(brokers == 1 ? string.Empty : "s")}";
            await MeasureAsync(kafka, producer, time / 4, new FigureWriter("warm-up", TextWriter.Null), subject, static () => null);
            await MeasureAsync(kafka, producer, time, figures, $"{subject}, quiet", static () => null);
            foreach (var reads in new[] { true, false })
            {
                var what = $"{subject}, {connections} connections of {requests} requests, {(reads ? "read" : "unread")}";
                await MeasureAsync(kafka, producer, time, figures, what, () => new Flood(address, connections, requests, reads, frames));
                var asked = Stopwatch.GetTimestamp();
                crowd.Ask();
                figures.Write($"{what}: {crowded} connections answered afterwards", Stopwatch.GetElapsedTime(asked).TotalMilliseconds, "ms");
            }
        }
    }

    private static async Task<byte[][]> FramesAsync(KafkaCluster kafka)
    {
        await using var producer = kafka.CreateProducer<Null?, byte[]?>(new ProducerConfig { Acks = Acks.All });
        await producer.ProduceAsync(Other, new Message<Null?, byte[]?> { Value = new byte[100] });
        var (batch, _) = WireFrames.Batch(maxBytes: 200, recordBytes: 100);
        return [WireFrames.Metadata(), WireFrames.ApiVersions(), WireFrames.Produce(Other, batch), WireFrames.Fetch(Other, offset: 0, batchBytes: 1000)];
    }

    private static async Task MeasureAsync(KafkaCluster kafka, Producer<Null?, byte[]?> producer, TimeSpan time, FigureWriter figures, string subject, Func<Flood?> attack)
    {
        using var over = new CancellationTokenSource();
        var watching = WatchAsync(kafka, over.Token);
        var threads = 0;
        List<double> times;
        (long Sent, long AnswerBytes) flooded = default;
        using (var flood = attack())
        {
            times = await ProduceAsync(producer, time);
            threads = ThreadCount() - (flood?.Connections ?? 0);
            flooded = (flood?.Sent ?? 0, flood?.AnswerBytes ?? 0);
        }

        await over.CancelAsync();
        var (fenced, memory) = await watching;
        times.Sort();
        figures.Write($"{subject}: produce, median", times[times.Count / 2], "ms");
        figures.Write($"{subject}: produce, 99th percentile", times[times.Count * 99 / 100], "ms");
        figures.Write($"{subject}: produce, longest", times[^1], "ms");
        figures.Write($"{subject}: brokers fenced", fenced, string.Empty);
        figures.Write($"{subject}: most memory", memory / 1e6, "MB");
        figures.Write($"{subject}: threads besides those that flood", threads, string.Empty);
        figures.Write($"{subject}: requests sent", flooded.Sent, string.Empty);
        figures.Write($"{subject}: answers read", flooded.AnswerBytes / 1e6, "MB");
    }

    /// <summary>Records leave at their time, whether those before them are acknowledged or not, so that every moment counts the same.</summary>
    private static async Task<List<double>> ProduceAsync(Producer<Null?, byte[]?> producer, TimeSpan time)
    {
        var message = new Message<Null?, byte[]?> { Value = new byte[100] };
        var underway = new List<Task<double>>();
        var begun = Stopwatch.GetTimestamp();
        for (var due = TimeSpan.Zero; due < time; due += Pace)
        {
            if (due - Stopwatch.GetElapsedTime(begun) is { Ticks: > 0 } wait)
            {
                await Task.Delay(wait);
            }

            underway.Add(ProduceAsync(begun, due));
        }

        return [.. await Task.WhenAll(underway)];

        async Task<double> ProduceAsync(long begun, TimeSpan due)
        {
            await producer.ProduceAsync(Topic, message);
            return (Stopwatch.GetElapsedTime(begun) - due).TotalMilliseconds;
        }
    }

    private static int ThreadCount()
    {
        using var process = Process.GetCurrentProcess();
        return process.Threads.Count;
    }

    /// <summary>How many brokers any broker saw fenced, and the most memory that the process had.</summary>
    private static async Task<(int Fenced, long Memory)> WatchAsync(KafkaCluster kafka, CancellationToken over)
    {
        var fenced = new HashSet<int>();
        var memory = 0L;
        while (!over.IsCancellationRequested)
        {
            fenced.UnionWith(kafka.Brokers.SelectMany(broker => broker.Node!.View.Image.Brokers.Values).Where(broker => broker.IsFenced).Select(broker => broker.Id));
            memory = Math.Max(memory, Environment.WorkingSet);
            await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None);
        }

        return (fenced.Count, memory);
    }

    /// <summary>Threads of the pool that wait for something of the user's, as many as asked for; the measurement has some of its own.</summary>
    private sealed class BlockedPool : IDisposable
    {
        private const int OfMeasurement = 8;

        private readonly ManualResetEventSlim _over = new();

        public BlockedPool(int threads)
        {
            if (threads > 0)
            {
                ThreadPool.SetMinThreads(threads + OfMeasurement, OfMeasurement);
                using var blocked = new CountdownEvent(threads);
                for (var i = 0; i < threads; i++)
                {
                    ThreadPool.QueueUserWorkItem(_ =>
                    {
                        blocked.Signal();
                        _over.Wait();
                    });
                }

                blocked.Wait();
            }
        }

        public void Dispose() => _over.Set();
    }
}
