using ApacheKafka;
using MiniKafka.Client;
using MiniKafka.Client.Admin;
using MiniKafka.Client.Serialization;
using MiniKafka.CompatibilityTests.Clients;
using MiniKafka.Model;
using Xunit.Abstractions;

namespace MiniKafka.CompatibilityTests.ByTurns;

/// <summary>
/// MiniKafka and Apache Kafka by turns on one directory, stopped and killed, while producers, a group and an administrator carry on. Four
/// changes meet both ends of both programs, and cost a minute; MINIKAFKA_CHANGES asks for more.
/// </summary>
[Collection(ApacheKafkaCollection.Name)]
[MeetsApacheKafka]
public sealed class ChangesOfProgramTests(RunningApacheKafka kafka, ITestOutputHelper output) : IDisposable
{
    private const string Deleted = "kept";
    private const string Compacted = "compacted";
    private const string Both = "compacted-and-deleted";
    private const int RecordsATurn = 12;
    private const int MostPolls = 200;
    private const int DefaultChanges = 4;
    private static readonly string[] Topics = [Deleted, Compacted, Both];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [ApacheKafkaFact]
    public Task One_broker_changes_the_program_again_and_again_and_loses_nothing() => TakeTurnsAsync(brokers: 1, firstId: 0, Program.MiniKafka);

    [ApacheKafkaTheory]
    [InlineData(Program.MiniKafka)]
    [InlineData(Program.ApacheKafka)]
    public Task Three_brokers_change_the_program_again_and_again_and_lose_nothing(Program first) => TakeTurnsAsync(brokers: 3, firstId: 1, first);

    private async Task TakeTurnsAsync(int brokers, int firstId, Program first)
    {
        var changes = int.TryParse(Environment.GetEnvironmentVariable("MINIKAFKA_CHANGES"), out var wanted) ? wanted : DefaultChanges;
        var root = _folder.File("data");
        var ledger = new Ledger();
        await using var directory = new DirectoryByTurns(root, brokers, firstId);
        await directory.StartAsync(first);
        await using var admin = new AdminClient(new AdminConfig { BootstrapServers = directory.BootstrapServers });
        await MakeTopicsAsync(admin, (short)brokers);
        await using var writers = new Writers(directory.BootstrapServers, Topics, ledger);
        await using var reader = new Reader(directory.BootstrapServers, "readers", Topics);
        var settled = new Settled(admin, Topics, directory.Ids, (short)brokers);
        for (var turn = 0; turn <= changes; turn++)
        {
            var program = (turn % 2 == 0) == (first == Program.MiniKafka) ? Program.MiniKafka : Program.ApacheKafka;
            var end = turn % 4 < 2 ? TurnEnd.Stop : TurnEnd.Kill;
            if (turn > 0)
            {
                await directory.StartAsync(program);
                await writers.AllAcknowledgedAsync();
                await AssertRecordsAsync(directory.BootstrapServers, ledger);
                await AssertCommittedAsync(admin, reader);
                await settled.AssertHoldsAsync();
            }

            writers.Send(RecordsATurn);
            await writers.AllAcknowledgedAsync();
            await reader.ReadAsync(() => ledger.Places.Where(place => place.Topic == Deleted));
            await settled.ChangeAsync(turn, committed: turn);
            output.WriteLine($"turn {turn}: {program}, {ledger.Count} records, then {end}");
            await EndAsync(directory, writers, end);
            if (end == TurnEnd.Stop)
            {
                await DumpedFiles.AssertSoundAsync(kafka.Tools, root, Compacted);
            }
        }
    }

    /// <summary>A kill comes in the middle of writing.</summary>
    private static async Task EndAsync(DirectoryByTurns directory, Writers writers, TurnEnd end)
    {
        if (end == TurnEnd.Kill)
        {
            writers.Send(RecordsATurn);
            await writers.AnyAcknowledgedAsync();
        }

        await directory.EndAsync(end);
    }

    private static Task MakeTopicsAsync(AdminClient admin, short replicas)
    {
        return admin.CreateTopicsAsync([Topic(Deleted, "delete"), Topic(Compacted, "compact"), Topic(Both, "compact,delete")]);

        NewTopic Topic(string name, string policy) => new(name, Writers.Partitions, replicas)
        {
            Configs = new Dictionary<string, string> { ["cleanup.policy"] = policy, ["segment.ms"] = "1000", ["min.cleanable.dirty.ratio"] = "0.01" },
        };
    }

    private static async Task AssertRecordsAsync(string bootstrapServers, Ledger ledger)
    {
        await using var consumer = new Consumer<string?, string?>(new ConsumerConfig { BootstrapServers = bootstrapServers }, Serdes.Utf8, Serdes.Utf8);
        foreach (var topic in Topics)
        {
            foreach (var partition in Enumerable.Range(0, Writers.Partitions).Select(partition => new TopicPartition(topic, partition)))
            {
                var offsets = await consumer.QueryWatermarkOffsetsAsync(partition);
                var records = Read(consumer, partition, offsets);
                if (topic == Deleted)
                {
                    ledger.AssertHolds(partition, offsets, records);
                }
                else
                {
                    ledger.AssertHoldsLastOfEachKey(partition, records);
                }
            }
        }
    }

    private static List<ConsumeResult<string?, string?>> Read(Consumer<string?, string?> consumer, TopicPartition partition, WatermarkOffsets offsets)
    {
        var records = new List<ConsumeResult<string?, string?>>();
        consumer.Assign(new TopicPartitionOffset(partition, offsets.Low));
        for (var empty = 0; consumer.Position(partition) < offsets.High; empty++)
        {
            Assert.True(empty < MostPolls, $"{partition} ends at {offsets.High}, but nothing more came at {consumer.Position(partition)}.");
            if (consumer.Consume(TimeSpan.FromMilliseconds(100)) is { } record)
            {
                records.Add(record);
                empty = 0;
            }
        }

        return records;
    }

    private static async Task AssertCommittedAsync(AdminClient admin, Reader reader)
    {
        var acknowledged = reader.Committed.ToList();
        var committed = await admin.ListGroupOffsetsAsync("readers");
        Assert.All(acknowledged, place => Assert.True(committed[place.Key].Offset >= place.Value, $"{place} was committed, now there is {committed[place.Key].Offset}."));
    }
}
