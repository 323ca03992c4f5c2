using MiniKafka.LoadTest.Peers;

namespace MiniKafka.LoadTest.Scenarios;

/// <summary>Keeps a mock cluster running for other programs until standard input closes.</summary>
internal sealed class MockScenario : IScenario
{
    public string Name => "mock";

    public string Description => "runs librdkafka's mock cluster and prints its address until standard input closes (--topic NAME --partitions 6)";

    public async Task RunAsync(ScenarioOptions options, FigureWriter figures)
    {
        using var mock = MockCluster.Start(options.Number("brokers", 1));
        if (options.Text("topic", string.Empty) is { Length: > 0 } topic)
        {
            mock.CreateTopic(topic, options.Number("partitions", 6));
        }

        Console.WriteLine($"bootstrap.servers={mock.BootstrapServers}");
        await Console.In.ReadToEndAsync();
    }
}
