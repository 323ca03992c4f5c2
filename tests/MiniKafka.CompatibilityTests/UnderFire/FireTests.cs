using System.Globalization;
using MiniKafka.Coordination;
using MiniKafka.CompatibilityTests.Clients;
using MiniKafka.CompatibilityTests.Groups;
using Xunit.Abstractions;

namespace MiniKafka.CompatibilityTests.UnderFire;

/// <summary>
/// Real clients against three brokers that are stopped, killed and started again all the time. MINIKAFKA_FIRE_SECONDS sets
/// how long each run takes (60 on disk, 30 in memory), MINIKAFKA_FIRE_SEED repeats the outages of a run.
/// </summary>
public sealed class FireTests(ITestOutputHelper output)
{
    private const string Topic = "payments";
    private const string Group = "ledgers";
    private const int Partitions = 6;
    private const int OffsetsPartitions = 3;

    [ClientTheory(nameof(ExternalClient.ConfluentKafkaForPython))]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_acknowledged_is_lost_or_repeated_and_the_group_carries_on(bool onDisk)
    {
        var seed = Setting("MINIKAFKA_FIRE_SEED") ?? Random.Shared.Next();
        var time = TimeSpan.FromSeconds(Setting("MINIKAFKA_FIRE_SECONDS") ?? (onDisk ? 30 : 20));
        output.WriteLine($"seed {seed}");
        using var folder = new TemporaryFolder();
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.BrokerCount = 3;
            options.Listen();
            options.DataDirectory = onDisk ? folder.File("data") : null;
            options.Properties["min.insync.replicas"] = "2";
            options.Properties["offsets.topic.num.partitions"] = $"{OffsetsPartitions}";
            options.Topics.Add(Topic, Partitions, replicationFactor: 3);
        });
        var outages = new Outages(kafka, Topic, CoordinatorPartitioner.PartitionFor(Group, OffsetsPartitions), new Random(seed));
        await using var producer = new SteadyProducer(kafka.BootstrapServers!, Topic, Partitions);
        await using var members = new FireGroup(kafka.BootstrapServers!, Topic, Group);

        await members.AllOwnedAsync(Partitions);
        using var over = new CancellationTokenSource();
        var changes = members.ChangeMembersAsync(new Random(seed + 1), over.Token);
        await outages.RunAsync(time);
        await over.CancelAsync();
        await changes;
        await producer.StopAsync();

        var log = WrittenLog.Read(kafka.BootstrapServers!, Topic, Partitions);
        var acknowledged = producer.Acknowledged;
        output.WriteLine($"acknowledged {acknowledged.Count} of {producer.Written} ({acknowledged.Values.Count(offset => offset < 0)} without an offset), kills {outages.Kills}, stops {outages.Stops} (leaders {outages.Leaders}, "
            + $"coordinators {outages.Coordinators}, controllers {outages.Controllers}, majorities lost {outages.LostMajorities}), elections {outages.Elections()}, {members}");
        Assert.Empty(producer.Failures);
        log.AssertHolds(acknowledged);
        await members.AllReadAsync(log.Ends);
        await members.StopAsync();
        members.AssertCommitted(log.Ends);
        int[] totals = [acknowledged.Count, outages.Kills, outages.Stops, outages.Leaders, outages.Coordinators, outages.Controllers, outages.Elections(), members.Replaced, members.Rebalances, members.Commits];
        Assert.DoesNotContain(0, totals);
    }

    private static int? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : null;
}
