using System.Diagnostics;
using MiniKafka.Client;
using MiniKafka.Client.Serialization;
using MiniKafka.Model;

namespace MiniKafka.LoadTest.Scenarios;

/// <summary>
/// How long nobody can produce after the leader of a partition is killed: from the kill to the first record that the new leader
/// acknowledges with acks=all, the producer being awaited record by record. All settings are the defaults, but for the
/// producer's <c>retry.backoff.ms</c>, which is the longer part of the time with Kafka's 100. Beside it, until the brokers that
/// are left know the new leader.
/// </summary>
internal sealed class FailoverScenario : IScenario
{
    private const int Brokers = 3;
    private const string Topic = "failover";

    public string Name => "failover";

    public string Description => "three brokers, the leader killed, to the first record acknowledged by the next one (--rounds 20 --retry-backoff-ms 20)";

    public async Task RunAsync(ScenarioOptions options, FigureWriter figures)
    {
        var rounds = options.Number("rounds", 20);
        var backoffMs = options.Number("retry-backoff-ms", 20);
        var kinds = new SortedDictionary<string, (List<double> Elected, List<double> Acknowledged)>(StringComparer.Ordinal)
        {
            ["leader killed"] = ([], []),
            ["leader killed that was the controller too"] = ([], []),
        };
        await using var kafka = await KafkaCluster.StartAsync(cluster =>
        {
            cluster.BrokerCount = Brokers;
            cluster.Topics.Add(Topic, partitions: 1, replicationFactor: Brokers);
        });
        await using var producer = kafka.CreateProducer<Null?, byte[]?>(new ProducerConfig { Acks = Acks.All, RetryBackoffMs = backoffMs });
        for (var round = -1; round < rounds; round++)
        {
            await WholeAsync(kafka);
            await ProduceAsync(producer);
            var leader = kafka.Brokers.First(broker => broker.Id == LeaderOf(kafka.Brokers[0]));
            var kind = leader.Node!.Controller!.Quorum.IsLeader ? "leader killed that was the controller too" : "leader killed";
            var started = Stopwatch.GetTimestamp();
            var killing = leader.KillAsync();
            var electing = ElectedAsync(kafka, leader.Id, started);
            await ProduceAsync(producer);
            var acknowledged = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            var elected = await electing;
            await killing;
            await leader.StartAsync();
            if (round >= 0)
            {
                kinds[kind].Elected.Add(elected);
                kinds[kind].Acknowledged.Add(acknowledged);
            }
        }

        foreach (var (kind, (elected, acknowledged)) in kinds.Where(kind => kind.Value.Elected.Count > 0))
        {
            figures.Write($"{kind}, rounds", elected.Count, "rounds");
            figures.Write($"{kind}, next leader known, median", FigureWriter.Median(elected), "ms");
            figures.Write($"{kind}, record acknowledged with retry.backoff.ms={backoffMs}, median", FigureWriter.Median(acknowledged), "ms");
            figures.Write($"{kind}, record acknowledged with retry.backoff.ms={backoffMs}, longest", acknowledged.Max(), "ms");
        }
    }

    /// <summary>Until those that are left know another leader.</summary>
    private static async Task<double> ElectedAsync(KafkaCluster kafka, int killed, long started)
    {
        while (kafka.Brokers.Where(broker => broker.Id != killed).Any(broker => LeaderOf(broker) is var leader && (leader == killed || leader < 0)))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1));
        }

        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
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
