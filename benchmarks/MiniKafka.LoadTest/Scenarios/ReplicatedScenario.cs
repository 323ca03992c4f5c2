using System.Diagnostics;
using MiniKafka.Client;
using MiniKafka.Client.Admin;
using MiniKafka.Client.Serialization;
using MiniKafka.Model;

namespace MiniKafka.LoadTest.Scenarios;

/// <summary>
/// What replication costs: the own producer in memory against three brokers, to a topic of three replicas with acks=all and to
/// one of a single replica with acks=1, taking turns on the same processors.
/// </summary>
internal sealed class ReplicatedScenario : IScenario
{
    private const int Brokers = 3;

    /// <summary>As many rounds as it takes until hardly anything is compiled any more, which one of two processors would be busy with.</summary>
    private const int WarmUps = 4;

    public string Name => "replicated";

    public string Description => "three brokers in memory, RF=3 acks=all beside RF=1 acks=1 (--rounds 5 --megabytes 100 --size BYTES --partitions 6)";

    public async Task RunAsync(ScenarioOptions options, FigureWriter figures)
    {
        var rounds = options.Number("rounds", 5);
        var partitions = options.Number("partitions", 6);
        var bytes = options.Number("megabytes", 100) * 1_000_000;
        await using var kafka = await KafkaCluster.StartAsync(cluster => cluster.BrokerCount = Brokers);
        await using var admin = kafka.CreateAdmin();
        foreach (var size in options.Numbers("size", [100, 1024]))
        {
            var results = new List<(string Subject, List<double> Runs)> { ("RF=3 acks=all", []), ("RF=1 acks=1", []) };
            for (var round = -WarmUps; round < rounds; round++)
            {
                for (var i = 0; i < results.Count; i++)
                {
                    var topic = $"replicated-{size}-{round + WarmUps}-{i}";
                    var isReplicated = i == 0;
                    await admin.CreateTopicsAsync([new NewTopic(topic, partitions, (short)(isReplicated ? Brokers : 1))]);
                    var perSecond = await ProduceAsync(kafka, topic, isReplicated ? Acks.All : Acks.Leader, size, bytes / size);
                    await admin.DeleteTopicsAsync([topic]);
                    if (round >= 0)
                    {
                        results[i].Runs.Add(perSecond);
                    }
                }
            }

            figures.WriteMedians($"{size} B", results, "records/s");
        }
    }

    private static async Task<double> ProduceAsync(KafkaCluster kafka, string topic, Acks acks, int size, int count)
    {
        await using var producer = kafka.CreateProducer<Null?, byte[]?>(new ProducerConfig { Acks = acks });
        var value = new byte[size];
        await producer.ProduceAsync(topic, new Message<Null?, byte[]?> { Value = value });
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            producer.Produce(topic, new Message<Null?, byte[]?> { Value = value });
        }

        await producer.FlushAsync();
        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
