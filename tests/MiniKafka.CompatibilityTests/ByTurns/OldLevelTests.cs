using ApacheKafka;
using MiniKafka.Client;
using MiniKafka.Client.Admin;
using MiniKafka.Client.Serialization;
using MiniKafka.CompatibilityTests.Clients;
using MiniKafka.Model;
using StrictReplay;

namespace MiniKafka.CompatibilityTests.ByTurns;

/// <summary>A directory that Apache Kafka formatted at the levels of an older release keeps them here, and Apache Kafka goes on with it.</summary>
[Collection(ApacheKafkaCollection.Name)]
[MeetsApacheKafka]
public sealed class OldLevelTests(RunningApacheKafka kafka) : IDisposable
{
    private const string Topic = "orders";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [ApacheKafkaTheory]
    [InlineData("3.3-IV3", 7)]
    [InlineData("3.5", 11)]
    [InlineData("3.7", 19)]
    [InlineData("4.0", 25)]
    public async Task Topics_made_here_at_an_old_level_are_there_in_Apache_Kafka_and_its_own_here(string release, short level)
    {
        var root = _folder.File("data");
        await using var directory = new DirectoryByTurns(root, brokers: 1, firstId: 1);
        await directory.FormatAsync(release);
        string[] topics = [];
        foreach (var program in new[] { Program.MiniKafka, Program.ApacheKafka, Program.MiniKafka, Program.ApacheKafka })
        {
            await directory.StartAsync(program);
            topics = [.. topics, $"{Topic}-{topics.Length}"];
            await UseAsync(directory.BootstrapServers, topics, level);
            await directory.EndAsync(TurnEnd.Stop);
            MetadataJudge.CheckFolder(root);
        }

        await DumpedFiles.AssertSoundAsync(kafka.Tools, root, compacted: "none");
    }

    /// <summary>Makes the last of the topics, and finds the records of all.</summary>
    private static async Task UseAsync(string bootstrapServers, string[] topics, short level)
    {
        await using var admin = new AdminClient(new AdminConfig { BootstrapServers = bootstrapServers });
        await using var producer = new Producer<string?, string?>(new ProducerConfig { BootstrapServers = bootstrapServers }, Serdes.Utf8, Serdes.Utf8);
        await using var consumer = new Consumer<string?, string?>(new ConsumerConfig { BootstrapServers = bootstrapServers }, Serdes.Utf8, Serdes.Utf8);

        // The quorum's voters stand in the settings, so that kraft.version is at level 0: what has no level is not told of.
        var finalized = (await admin.DescribeFeaturesAsync()).Values.Where(feature => feature.Finalized > 0).ToDictionary(feature => feature.Name, feature => feature.Finalized);
        Assert.Equal(level, finalized["metadata.version"]);
        Assert.DoesNotContain("kraft.version", finalized.Keys);
        Assert.DoesNotContain("eligible.leader.replicas.version", finalized.Keys);

        await admin.CreateTopicAsync(topics[^1], partitions: 2, replicationFactor: 1);
        await admin.CreatePartitionsAsync(topics[^1], 3);
        await KnownAsync(admin, topics[^1], partitions: 3);
        await producer.ProduceAsync(new TopicPartition(topics[^1], 2), new Message<string?, string?> { Value = topics[^1] });
        foreach (var topic in topics)
        {
            consumer.Assign(new TopicPartitionOffset(new TopicPartition(topic, 2), Offset.Beginning));
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            Assert.Equal(topic, consumer.Consume(patience.Token).Message.Value);
        }
    }

    /// <summary>Brokers hear a moment later of what a controller has decided.</summary>
    private static async Task KnownAsync(AdminClient admin, string topic, int partitions)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!(await admin.ListTopicsAsync()).Contains(topic) || (await admin.DescribeTopicsAsync([topic]))[0].Partitions.Count(partition => partition.Leader >= 0) < partitions)
        {
            Assert.True(await look.WaitForNextTickAsync(patience.Token));
        }
    }
}
