using System.Diagnostics;
using MiniKafka.LoadTest.Wire;

namespace MiniKafka.LoadTest.Scenarios;

/// <summary>Many connections to one cluster, made all at once and used: how long that takes, how many threads they need, and what they cost another.</summary>
internal sealed class ConnectionsScenario : IScenario
{
    private const string Topic = "connections";

    public string Name => "connections";

    public string Description => "connections made at once and kept, and the process's threads (--count 2000 --burst 500)";

    public async Task RunAsync(ScenarioOptions options, FigureWriter figures)
    {
        var count = options.Number("count", 2_000);
        var burst = options.Number("burst", 500);
        foreach (var brokers in new[] { 1, 3 })
        {
            await using var kafka = await KafkaCluster.StartAsync(cluster =>
            {
                cluster.BrokerCount = brokers;
                cluster.Topics.Add(Topic, 1);
                cluster.Listen();
            });
            var addresses = kafka.BootstrapServers.Split(',');
            var connections = new List<WireConnection>();
            var longest = TimeSpan.Zero;
            while (connections.Count < count)
            {
                var clock = Stopwatch.StartNew();
                var made = await Task.WhenAll(Enumerable.Range(0, Math.Min(burst, count - connections.Count)).Select(i => WireConnection.OpenAsync(addresses[i % brokers])));
                Ask(made);
                connections.AddRange(made);
                longest = clock.Elapsed > longest ? clock.Elapsed : longest;
            }

            figures.Write($"{brokers} brokers, longest burst of {burst}", longest.TotalMilliseconds, "ms");
            var asked = Stopwatch.StartNew();
            Ask(connections);
            figures.Write($"{brokers} brokers, all {count} asked and answered", asked.Elapsed.TotalMilliseconds, "ms");
            using var process = Process.GetCurrentProcess();
            figures.Write($"{brokers} brokers, {count} connections", process.Threads.Count, "threads");
            connections.ForEach(connection => connection.Dispose());
        }
    }

    private static void Ask(IReadOnlyList<WireConnection> connections)
    {
        var metadata = WireFrames.Metadata();
        foreach (var connection in connections)
        {
            connection.Send(metadata);
        }

        foreach (var connection in connections)
        {
            connection.Receive();
        }
    }
}
