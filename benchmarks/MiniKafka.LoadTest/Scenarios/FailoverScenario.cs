using System.Diagnostics;
using MiniKafka.Client;
using MiniKafka.Client.Serialization;
using MiniKafka.Model;

namespace MiniKafka.LoadTest.Scenarios;

/// <summary>
/// How long nobody can produce after the leader of a partition is killed: from the kill to the first record that the new leader
/// acknowledges with acks=all, the producer being awaited record by record. All settings are the defaults.
/// </summary>
internal sealed class FailoverScenario : IScenario
{
    private const int Brokers = 3;
    private const string Topic = "failover";

    public string Name => "failover";

    public string Description => "three brokers, the leader killed, to the first record acknowledged by the next one (--rounds 20)";

    public async Task RunAsync(ScenarioOptions options, FigureWriter figures)
    {
        var rounds = options.Number("rounds", 20);
        var (all, ofController) = (new List<double>(), new List<double>());
        await using var kafka = await KafkaCluster.StartAsync(cluster =>
        {
            cluster.BrokerCount = Brokers;
            cluster.Topics.Add(Topic, partitions: 1, replicationFactor: Brokers);
        });
        await using var producer = kafka.CreateProducer<Null?, byte[]?>(new ProducerConfig { Acks = Acks.All });
        for (var round = -1; round < rounds; round++)
        {
            await WholeAsync(kafka);
            await ProduceAsync(producer);
            var leader = kafka.Brokers.First(broker => broker.Id == LeaderOf(kafka.Brokers[0]));
            var isController = leader.Node!.Controller!.Quorum.IsLeader;
            var clock = Stopwatch.StartNew();
            var killing = leader.KillAsync();
            await ProduceAsync(producer);
            var took = clock.Elapsed.TotalMilliseconds;
            await killing;
            await leader.StartAsync();
            if (round >= 0)
            {
                (isController ? ofController : all).Add(took);
            }
        }

        Write(figures, "killed leader, a follower controls", all);
        Write(figures, "killed leader, which was the controller too", ofController);
    }

    private static void Write(FigureWriter figures, string what, List<double> runs)
    {
        figures.Write($"{what}, rounds", runs.Count, "rounds");
        if (runs.Count > 0)
        {
            figures.Write($"{what}, median", FigureWriter.Median(runs), "ms");
            figures.Write($"{what}, longest", runs.Max(), "ms");
        }
    }

    private static Task<DeliveryResult<Null?, byte[]?>> ProduceAsync(Producer<Null?, byte[]?> producer) =>
        producer.ProduceAsync(Topic, new Message<Null?, byte[]?> { Value = new byte[100] });

    private static int LeaderOf(KafkaBroker broker) => broker.Node!.View.Image.Partition(Topic, 0)?.Leader ?? -1;

    /// <summary>Until every broker knows of three in-sync replicas and the same leader.</summary>
    private static async Task WholeAsync(KafkaCluster kafka)
    {
        while (!kafka.Brokers.All(broker => broker.Node?.View.Image.Partition(Topic, 0) is { HasLeader: true, Isr.Length: Brokers })
            || kafka.Brokers.Select(LeaderOf).Distinct().Count() != 1)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }
}
