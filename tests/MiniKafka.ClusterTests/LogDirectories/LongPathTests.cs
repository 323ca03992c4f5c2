using System.Globalization;
using MiniKafka.Client;
using MiniKafka.Model;

namespace MiniKafka.ClusterTests.LogDirectories;

/// <summary>Windows once ended paths at 260 characters: everything that a broker does with files is done with longer ones.</summary>
public sealed class LongPathTests : IDisposable
{
    private readonly string _root = Path.Combine(Path.GetTempPath(), $"long-{Guid.NewGuid():N}");

    /// <summary>As long as a topic's name may be, but for what its directory's name gets while it is deleted.</summary>
    private static string Topic { get; } = new('t', 200);

    private string Data => Path.Combine([_root, .. Enumerable.Repeat(new string('d', 60), 4)]);

    public void Dispose()
    {
        if (Directory.Exists(_root))
        {
            Directory.Delete(_root, recursive: true);
        }
    }

    [Fact]
    public async Task Topics_are_written_emptied_found_again_and_deleted_below_paths_of_over_260_characters()
    {
        await using (var kafka = await StartAsync())
        {
            await ProduceAsync(kafka, 0, 200);
            await using var admin = kafka.CreateAdmin();
            await admin.DeleteRecordsAsync(new TopicPartitionOffset(Topic, 0, 100));
            Assert.All(Directory.GetFiles(Path.Combine(Data, Topic + "-0")), static path => Assert.True(path.Length > 260));
        }

        await using (var kafka = await StartAsync())
        {
            await kafka.Brokers[0].KillAsync();
            await kafka.Brokers[0].StartAsync();
            await ProduceAsync(kafka, 200, 10);
            Assert.Equal(Enumerable.Range(100, 110).Select(Text), await ConsumeAsync(kafka, 110));
            await using var admin = kafka.CreateAdmin();
            await admin.DeleteTopicsAsync([Topic]);
        }

        Assert.False(Directory.Exists(Path.Combine(Data, Topic + "-0")));
    }

    private static async Task<List<string>> ConsumeAsync(KafkaCluster kafka, int count)
    {
        await using var consumer = kafka.CreateConsumer<string, string>();
        consumer.Assign([new TopicPartitionOffset(new TopicPartition(Topic, 0), Offset.Beginning)]);
        var values = new List<string>();
        while (values.Count < count && consumer.Consume(TimeSpan.FromSeconds(30)) is { } result)
        {
            values.Add(result.Message.Value);
        }

        return values;
    }

    private Task<KafkaCluster> StartAsync() => KafkaCluster.StartAsync(options =>
    {
        options.DataDirectory = Data;
        options.Topics.Add(Topic, 1, 1);
        options.Properties["min.insync.replicas"] = "1";
        options.Properties["log.segment.bytes"] = "1048576";
    });

    private static async Task ProduceAsync(KafkaCluster kafka, int from, int count)
    {
        await using var producer = kafka.CreateProducer<string, string>(new ProducerConfig { LingerMs = 0 });
        foreach (var i in Enumerable.Range(from, count))
        {
            await producer.ProduceAsync(Topic, new Message<string, string> { Key = "k", Value = Text(i) });
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
