namespace MiniKafka.Dashboard.Tests.Security;

/// <summary>One broker with a topic, and a dashboard of it.</summary>
public sealed class ServedCluster : IAsyncLifetime
{
    internal KafkaCluster Kafka { get; private set; } = null!;

    internal DashboardUnderTest Dashboard { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Kafka = await KafkaCluster.StartAsync(static options => options.Topics.Add("orders"));
        Dashboard = await DashboardUnderTest.OfAsync(Kafka);
    }

    public async Task DisposeAsync()
    {
        await Dashboard.DisposeAsync();
        await Kafka.DisposeAsync();
    }
}
