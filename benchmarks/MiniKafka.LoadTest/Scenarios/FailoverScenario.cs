using System.Diagnostics;
using System.Globalization;
using MiniKafka.Client;
using MiniKafka.Client.Serialization;
using MiniKafka.Model;

namespace MiniKafka.LoadTest.Scenarios;

/// <summary>
/// How long nobody can produce after the leader of a partition is lost: from its end to the first record that the next leader
/// acknowledges with acks=all, each record awaited, and beside it until the other brokers know the next leader. A killed broker's
/// connections break; a paused one is found by its missing heartbeats alone, and its clients by their time-out. All settings are
/// the defaults but those named here: the producer's retry.backoff.ms is most of the time with Kafka's 100.
/// </summary>
internal sealed class FailoverScenario : IScenario
{
    private const int Brokers = 3;
    private const int PausedRequestTimeoutMs = 1000;
    private const string Topic = "failover";

    public string Name => "failover";

    public string Description => "three brokers, the leader killed or paused, to a record acknowledged by the next (--rounds 20 --pauses 2 --retry-backoff-ms 20 --session-timeout-ms 9000)";

    public async Task RunAsync(ScenarioOptions options, FigureWriter figures)
    {
        var session = options.Number("session-timeout-ms", 9000);
        var backoff = options.Number("retry-backoff-ms", 20);
        await using var kafka = await KafkaCluster.StartAsync(cluster =>
        {
            cluster.BrokerCount = Brokers;
            cluster.Topics.Add(Topic, partitions: 1, replicationFactor: Brokers);
            cluster.Properties["broker.session.timeout.ms"] = session.ToString(CultureInfo.InvariantCulture);
        });
        await using (var producer = CreateProducer(kafka, backoff, requestTimeoutMs: null))
        {
            var killing = new Disturbance($"leader killed, retry.backoff.ms={backoff}", broker => broker.KillAsync(), broker => broker.StartAsync());
            await MeasureAsync(kafka, producer, options.Number("rounds", 20), killing, figures);
        }

        await using (var producer = CreateProducer(kafka, backoff, PausedRequestTimeoutMs))
        {
            var pausing = new Disturbance(
                $"leader paused, broker.session.timeout.ms={session}, request.timeout.ms={PausedRequestTimeoutMs}",
                broker => broker.PauseAsync(),
                broker =>
                {
                    broker.Resume();
                    return Task.CompletedTask;
                });
            await MeasureAsync(kafka, producer, options.Number("pauses", 2), pausing, figures);
        }
    }

    private static async Task MeasureAsync(KafkaCluster kafka, Producer<Null?, byte[]?> producer, int rounds, Disturbance disturbance, FigureWriter figures)
    {
        var kinds = new SortedDictionary<string, (List<double> Elected, List<double> Acknowledged)>(StringComparer.Ordinal);
        for (var round = 0; round < rounds; round++)
        {
            await WholeAsync(kafka);
            await ProduceAsync(producer);
            var leader = kafka.Brokers.First(broker => broker.Id == LeaderOf(kafka.Brokers[0]));
            var kind = leader.Node!.Controller!.Quorum.IsLeader ? $"{disturbance.Name}, the controller too" : disturbance.Name;
            var started = Stopwatch.GetTimestamp();
            var ending = disturbance.End(leader);
            var electing = ElectedAsync(kafka, leader.Id, started);
            await ProduceAsync(producer);
            var acknowledged = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            var elected = await electing;
            await ending;
            await disturbance.Undo(leader);
            kinds.TryAdd(kind, ([], []));
            kinds[kind].Elected.Add(elected);
            kinds[kind].Acknowledged.Add(acknowledged);
        }

        foreach (var (kind, (elected, acknowledged)) in kinds)
        {
            figures.Write($"{kind}: rounds", elected.Count, "rounds");
            figures.Write($"{kind}: next leader known, median", FigureWriter.Median(elected), "ms");
            figures.Write($"{kind}: record acknowledged, median", FigureWriter.Median(acknowledged), "ms");
            figures.Write($"{kind}: record acknowledged, longest", acknowledged.Max(), "ms");
        }
    }

    private static Producer<Null?, byte[]?> CreateProducer(KafkaCluster kafka, int backoffMs, int? requestTimeoutMs)
    {
        var config = new ProducerConfig { Acks = Acks.All, RetryBackoffMs = backoffMs };
        config.RequestTimeoutMs = requestTimeoutMs ?? config.RequestTimeoutMs;
        return kafka.CreateProducer<Null?, byte[]?>(config);
    }

    private static Task<DeliveryResult<Null?, byte[]?>> ProduceAsync(Producer<Null?, byte[]?> producer) =>
        producer.ProduceAsync(Topic, new Message<Null?, byte[]?> { Value = new byte[100] });

    private static int LeaderOf(KafkaBroker broker) => broker.Node!.View.Image.Partition(Topic, 0)?.Leader ?? -1;

    /// <summary>Until those that are left know another leader.</summary>
    private static async Task<double> ElectedAsync(KafkaCluster kafka, int lost, long started)
    {
        while (kafka.Brokers.Where(broker => broker.Id != lost).Any(broker => LeaderOf(broker) is var leader && (leader == lost || leader < 0)))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1));
        }

        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    /// <summary>Until every broker knows of three in-sync replicas and the same leader.</summary>
    private static async Task WholeAsync(KafkaCluster kafka)
    {
        while (!kafka.Brokers.All(broker => broker.Node?.View.Image.Partition(Topic, 0) is { HasLeader: true, Isr.Length: Brokers })
            || kafka.Brokers.Select(LeaderOf).Distinct().Count() != 1)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }

    /// <summary>How a broker is lost, and how it comes back.</summary>
    private sealed record Disturbance(string Name, Func<KafkaBroker, Task> End, Func<KafkaBroker, Task> Undo);
}
