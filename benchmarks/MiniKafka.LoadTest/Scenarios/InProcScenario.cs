using System.Diagnostics;
using System.Threading.Channels;
using FASTER.core;
using MiniKafka.Client;
using MiniKafka.Client.Serialization;
using MiniKafka.Model;

namespace MiniKafka.LoadTest.Scenarios;

/// <summary>
/// One thread that produces within this process: MiniKafka's own producer to its own broker in memory with acks=1, until
/// everything is acknowledged; FasterLog's enqueue on a device that forgets; and a bounded channel with a reader.
/// </summary>
internal sealed class InProcScenario : IScenario
{
    private const string Topic = "load";

    public string Name => "inproc";

    public string Description => "own producer to own broker in memory beside FasterLog and a channel (--rounds 3 --megabytes 200 --roundtrips 20000)";

    public async Task RunAsync(ScenarioOptions options, FigureWriter figures)
    {
        var rounds = options.Number("rounds", 3);
        var bytes = options.Number("megabytes", 200) * 1024L * 1024;
        foreach (var size in new[] { 100, 1024 })
        {
            var count = (int)(bytes / size);
            foreach (var partitions in new[] { 1, 6 })
            {
                await MeasureAsync(figures, rounds, count, $"{size} B, {partitions} partitions", [
                    ("MiniKafka", () => ProduceAsync(size, count, partitions, handler: false)),
                    ("MiniKafka with handlers", () => ProduceAsync(size, count, partitions, handler: true)),
                    ("MiniKafka, batch.size 128 KiB", () => ProduceAsync(size, count, partitions, handler: false, batchSize: 128 * 1024)),
                    ("channel", () => ChannelAsync(size, count)),
                    ("FasterLog", () => Task.FromResult(FasterLogEnqueue(size, count))),
                ]);
            }
        }

        await RoundTripsAsync(figures, options.Number("roundtrips", 20_000));
    }

    private static async Task MeasureAsync(FigureWriter figures, int rounds, int count, string what, (string Name, Func<Task<double>> Run)[] subjects)
    {
        var costs = subjects.Select(subject => (subject.Name, new List<double>())).ToList();
        var results = subjects.Select(subject => (subject.Name, new List<double>())).ToList();
        for (var round = 0; round <= rounds; round++)
        {
            for (var i = 0; i < subjects.Length; i++)
            {
                var before = Environment.CpuUsage.TotalTime;
                var perSecond = await subjects[i].Run();
                if (round > 0)
                {
                    results[i].Item2.Add(perSecond);
                    costs[i].Item2.Add((Environment.CpuUsage.TotalTime - before).TotalNanoseconds / count);
                }
            }
        }

        figures.WriteMedians(what, results, "records/s");
        foreach (var (subject, runs) in costs)
        {
            figures.Write($"{subject} {what}, processor time", FigureWriter.Median(runs), "ns/record");
        }
    }

    private static Task<KafkaCluster> StartAsync(int partitions) => KafkaCluster.StartAsync(options => options.Topics.Add(Topic, partitions));

    private static async Task<double> ProduceAsync(int size, int count, int partitions, bool handler, int batchSize = 16 * 1024)
    {
        await using var kafka = await StartAsync(partitions);
        await using var producer = kafka.CreateProducer<Null?, byte[]?>(new ProducerConfig { Acks = Acks.Leader, BatchSize = batchSize });
        var value = new byte[size];
        await producer.ProduceAsync(Topic, new Message<Null?, byte[]?> { Value = value });
        var told = 0;
        Action<DeliveryReport<Null?, byte[]?>>? report = handler ? _ => told++ : null;
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            producer.Produce(Topic, new Message<Null?, byte[]?> { Value = value }, report);
        }

        await producer.FlushAsync();
        var elapsed = Stopwatch.GetElapsedTime(started);
        return handler && told != count
            ? throw new InvalidOperationException($"{told} of {count} handlers ran.")
            : count / elapsed.TotalSeconds;
    }

    private static double FasterLogEnqueue(int size, int count)
    {
        using var device = new NullDevice();
        using var log = new FasterLog(new FasterLogSettings { LogDevice = device });
        var value = new byte[size];
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            log.Enqueue(value);
        }

        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<double> ChannelAsync(int size, int count)
    {
        var channel = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(10_000) { SingleReader = true, SingleWriter = true });
        var started = Stopwatch.GetTimestamp();
        var reading = Task.Run(async () =>
        {
            while (await channel.Reader.WaitToReadAsync())
            {
                while (channel.Reader.TryRead(out _))
                {
                }
            }
        });
        for (var i = 0; i < count; i++)
        {
            var value = new byte[size];
            if (!channel.Writer.TryWrite(value))
            {
                await channel.Writer.WriteAsync(value);
            }
        }

        channel.Writer.Complete();
        await reading;
        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task RoundTripsAsync(FigureWriter figures, int count)
    {
        await using var kafka = await StartAsync(1);
        await using var producer = kafka.CreateProducer<Null?, byte[]?>(new ProducerConfig { Acks = Acks.Leader });
        var message = new Message<Null?, byte[]?> { Value = new byte[100] };
        var times = new List<double>(count);
        for (var i = 0; i < count * 2; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await producer.ProduceAsync(Topic, message);
            if (i >= count)
            {
                times.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
            }
        }

        figures.Write("MiniKafka round trip in memory, median", FigureWriter.Median(times), "µs");
    }
}
