using ApacheKafka;
using MiniKafka.Client;
using StrictReplay;
using Xunit.Abstractions;

namespace MiniKafka.CompatibilityTests.Outbox;

/// <summary>The sample that moves a local queue to another cluster. More kills on request: MINIKAFKA_KILLS.</summary>
[Collection(ApacheKafkaCollection.Name)]
[MeetsApacheKafka]
public sealed class OutboxTests(RunningApacheKafka kafka, ITestOutputHelper output) : IDisposable
{
    private const string Topic = "inbox";
    private const int DefaultKills = 6;
    private const int LivesBetweenOutages = 5;
    private readonly JudgedFolder _folder = new("outbox");

    private static int Kills => int.TryParse(Environment.GetEnvironmentVariable("MINIKAFKA_KILLS"), out var wanted) ? wanted : DefaultKills;

    public void Dispose() => _folder.Dispose();

    [ApacheKafkaFact]
    public async Task Apache_Kafka_gets_each_message_once_whenever_the_outbox_is_killed()
    {
        var cluster = await kafka.OneAsync();
        var topic = $"{Topic}-{Guid.NewGuid():N}";
        await using (var admin = new AdminClient(new AdminConfig { BootstrapServers = cluster.BootstrapServers }))
        {
            await admin.CreateTopicAsync(topic, partitions: 1, replicationFactor: 1);
        }

        await new KilledOutbox(_folder.FullName, cluster.BootstrapServers, topic, output).RunAsync(Kills);
    }

    [Fact]
    public async Task A_cluster_that_goes_away_in_between_gets_each_message_once_whenever_the_outbox_is_killed()
    {
        await using var remote = await KafkaCluster.StartAsync(options =>
        {
            options.Listen();
            options.Topics.Add(Topic, partitions: 1);
        });
        await new KilledOutbox(_folder.FullName, remote.BootstrapServers, Topic, output).RunAsync(Kills, async life =>
        {
            if (life % LivesBetweenOutages == 0)
            {
                await remote.Brokers[0].KillAsync();
                await remote.Brokers[0].StartAsync();
            }
        });
    }

    [Fact]
    public async Task What_is_queued_while_the_cluster_is_away_moves_when_it_is_back()
    {
        await using var remote = await KafkaCluster.StartAsync(options =>
        {
            options.Listen();
            options.Topics.Add(Topic, partitions: 1);
        });
        var address = remote.BootstrapServers;
        await remote.Brokers[0].KillAsync();
        using var outbox = new Campaigns.SpeakingProgram("Outbox", _folder.FullName, address, Topic, "-");
        await outbox.GiveAsync(["first", "second"]);
        Assert.Equal(("queued", 0L, "first"), await outbox.HearAsync());
        Assert.Equal(("queued", 1L, "second"), await outbox.HearAsync());

        await remote.Brokers[0].StartAsync();
        Assert.Equal(("moved", 0L, "to 0"), await outbox.HearAsync());
        Assert.Equal(("moved", 1L, "to 1"), await outbox.HearAsync());
        outbox.EndInput();
        Assert.Empty(await outbox.HearAllAsync());
    }
}
