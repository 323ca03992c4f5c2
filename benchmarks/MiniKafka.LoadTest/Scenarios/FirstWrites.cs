using System.Diagnostics;
using MiniKafka.Client;
using MiniKafka.Client.Serialization;
using MiniKafka.Model;

namespace MiniKafka.LoadTest.Scenarios;

/// <summary>
/// The first and the last second of a test: how long the first record of a topic that was just made waits for all replicas, and how long a
/// cluster in memory takes to stop while producers wait for their acknowledgements.
/// </summary>
internal static class FirstWrites
{
    private const int Partitions = 12;

    /// <summary>Each topic has three replicas and is written to as soon as it is made.</summary>
    public static async Task MeasureAsync(FigureWriter figures, int writes)
    {
        await using var kafka = await KafkaCluster.StartAsync(cluster =>
        {
            cluster.BrokerCount = 3;
            cluster.Topics.Add("warm", partitions: 1, replicationFactor: 3);
        });
        await using var admin = kafka.CreateAdmin();
        await using var producer = kafka.CreateProducer<Null?, byte[]?>(new ProducerConfig { Acks = Acks.All });
        await producer.ProduceAsync("warm", Record());
        var took = new List<double>();
        for (var write = 0; write < writes; write++)
        {
            var topic = $"fresh-{write}";
            await admin.CreateTopicAsync(topic, partitions: 1, replicationFactor: 3);
            var clock = Stopwatch.StartNew();
            await producer.ProduceAsync(topic, Record());
            took.Add(clock.Elapsed.TotalMilliseconds);
        }

        took.Sort();
        figures.Write($"first write, median of {writes}", FigureWriter.Median(took), "ms");
        figures.Write($"first write, 99th percentile of {writes}", took[(int)Math.Ceiling(took.Count * 0.99) - 1], "ms");
        figures.Write($"first write, worst of {writes}", took[^1], "ms");
    }

    /// <summary>Every partition has a record on its way, acknowledged by nobody yet, at the moment the cluster is disposed of.</summary>
    public static async Task MeasureStopAsync(FigureWriter figures, int brokers, int rounds)
    {
        var took = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var kafka = await KafkaCluster.StartAsync(cluster =>
            {
                cluster.BrokerCount = brokers;
                cluster.Topics.Add("busy", Partitions, replicationFactor: 3);
            });
            var producer = kafka.CreateProducer<Null?, byte[]?>(new ProducerConfig { Acks = Acks.All });
            using var over = new CancellationTokenSource();
            var acknowledged = Enumerable.Range(0, Partitions).Select(_ => new TaskCompletionSource()).ToArray();
            var writing = Enumerable.Range(0, Partitions).Select(partition => WriteOnAsync(producer, new TopicPartition("busy", partition), acknowledged[partition], over.Token)).ToList();
            await Task.WhenAll(acknowledged.Select(first => first.Task));
            var clock = Stopwatch.StartNew();
            await kafka.DisposeAsync();
            took.Add(clock.Elapsed.TotalMilliseconds);
            await over.CancelAsync();
        }

        figures.Write($"stop of {brokers} brokers with writes in flight, median of {rounds}", FigureWriter.Median(took), "ms");
        figures.Write($"stop of {brokers} brokers with writes in flight, worst of {rounds}", took.Max(), "ms");
    }

    /// <summary>One record after the other, until the cluster is gone.</summary>
    private static async Task WriteOnAsync(Producer<Null?, byte[]?> producer, TopicPartition partition, TaskCompletionSource first, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                await producer.ProduceAsync(partition, Record(), CancellationToken.None);
                first.TrySetResult();
            }
            catch (KafkaException) when (over.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private static Message<Null?, byte[]?> Record() => new() { Value = new byte[100] };
}
