namespace MiniKafka.CompatibilityTests.Clients;

/// <summary>
/// The cluster the real clients talk to: MiniKafka on free loopback ports, or, to see what another Kafka does with the
/// same tests, whatever COMPATIBILITY_BOOTSTRAP_SERVERS names (its topics must be created on first use).
/// </summary>
internal sealed class BrokerUnderTest : IAsyncDisposable
{
    private BrokerUnderTest(string bootstrapServers) => BootstrapServers = bootstrapServers;

    public static bool IsHere => Environment.GetEnvironmentVariable("COMPATIBILITY_BOOTSTRAP_SERVERS") is not null;

    public string BootstrapServers { get; }

    public static Task<BrokerUnderTest> StartAsync(params (string Name, int Partitions)[] topics)
    {
        var other = Environment.GetEnvironmentVariable("COMPATIBILITY_BOOTSTRAP_SERVERS")
            ?? throw new InvalidOperationException("COMPATIBILITY_BOOTSTRAP_SERVERS is not set");
        return Task.FromResult(new BrokerUnderTest(other));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
