using System.Diagnostics;
using Confluent.Kafka;

namespace MiniKafka.LoadTest.Scenarios;

/// <summary>Many clusters at once, each with a producer and a consumer of Confluent.Kafka that blocks a thread of the pool, as in a test run of many classes.</summary>
internal sealed class ClustersScenario : IScenario
{
    private const string Topic = "clusters";

    public string Name => "clusters";

    public string Description => "clusters at once until each consumer has its record (--count 20)";

    public async Task RunAsync(ScenarioOptions options, FigureWriter figures)
    {
        var count = options.Number("count", 20);
        var clock = Stopwatch.StartNew();
        var most = 0;
        var running = Task.WhenAll(Enumerable.Range(0, count).Select(_ => Task.Run(OneAsync)));
        while (!running.IsCompleted)
        {
            Thread.Sleep(TimeSpan.FromMilliseconds(20));
            using var process = Process.GetCurrentProcess();
            most = Math.Max(most, process.Threads.Count);
        }

        await running;
        figures.Write($"{count} clusters", clock.Elapsed.TotalSeconds, "s");
        figures.Write($"{count} clusters, at most", most, "threads");
    }

    private static async Task OneAsync()
    {
        await using var kafka = await KafkaCluster.StartAsync(cluster =>
        {
            cluster.Topics.Add(Topic, 1);
            cluster.Listen();
        });
        using var consumer = new ConsumerBuilder<Ignore, string>(new ConsumerConfig
        {
            BootstrapServers = kafka.BootstrapServers, GroupId = Topic, AutoOffsetReset = Confluent.Kafka.AutoOffsetReset.Earliest,
        }).Build();
        consumer.Subscribe(Topic);
        var consuming = Task.Run(() => consumer.Consume());
        using var producer = new ProducerBuilder<Null, string>(new ProducerConfig { BootstrapServers = kafka.BootstrapServers }).Build();
        await producer.ProduceAsync(Topic, new Message<Null, string> { Value = "record" });
        await consuming;
    }
}
