using ApacheKafka;
using MiniKafka.Client;
using MiniKafka.CompatibilityTests.Clients;
using MiniKafka.Model;

namespace MiniKafka.CompatibilityTests.Documents;

/// <summary>The steps of docs/migrating/to-a-real-cluster.md with a directory: what an application left there, Apache Kafka has.</summary>
[Collection(ApacheKafkaCollection.Name)]
[MeetsApacheKafka]
public sealed class DirectoryMigrationTests : IDisposable
{
    private const int Megabytes = 256;
    private const string Group = "billing";
    private static readonly TopicPartition Orders = new("orders", 0);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [ApacheKafkaFact]
    public async Task A_directory_of_one_broker_is_opened_by_Apache_Kafka_with_the_properties_that_the_page_shows()
    {
        var directory = _folder.File("data");
        await using (var kafka = await OpenAsync(directory))
        {
            await using var producer = kafka.CreateProducer<string, string>();
            await ProduceAsync(producer, "coffee", "tea", "cake");
            await using var admin = kafka.CreateAdmin();
            await admin.AlterGroupOffsetsAsync(Group, [new TopicPartitionOffset(Orders, 1)]);
        }

        var port = FreePorts.TakeRow(2);
        var properties = _folder.File("server.properties");
        await File.WriteAllTextAsync(properties, Page.At("docs/migrating/to-a-real-cluster.md").Blocks.Single(block => block.Language == "properties").Code
            .Replace(":9092", $":{port}", StringComparison.Ordinal)
            .Replace(":9093", $":{port + 1}", StringComparison.Ordinal)
            .Replace("/var/lib/kafka", directory.Replace('\\', '/'), StringComparison.Ordinal));
        await using (var java = new JavaProcess("KafkaNodes", Megabytes, [ApacheKafkaCluster.Format, properties]))
        {
            Assert.Equal("started", await java.HearAsync());
            await GoOnAsync($"127.0.0.1:{port}");
            java.Say("stop");
            await java.EndAsync();
        }

        await using var back = await OpenAsync(directory);
        await using var last = back.CreateConsumer<string, string>(new ConsumerConfig { GroupId = Group });
        last.Subscribe(Orders.Topic);
        Assert.Equal("milk", Next(last));
    }

    /// <summary>What the application does at the new address.</summary>
    private static async Task GoOnAsync(string bootstrapServers)
    {
        await using var consumer = new Consumer<string, string>(new ConsumerConfig { BootstrapServers = bootstrapServers, GroupId = Group });
        consumer.Subscribe(Orders.Topic);
        Assert.Equal(["tea", "cake"], [Next(consumer), Next(consumer)]);
        await consumer.CommitAsync();
        await using var producer = new Producer<string, string>(new ProducerConfig { BootstrapServers = bootstrapServers });
        await ProduceAsync(producer, "milk");
    }

    private static Task<KafkaCluster> OpenAsync(string directory) => KafkaCluster.StartAsync(options =>
    {
        options.DataDirectory = directory;
        options.Topics.Add(Orders.Topic, partitions: 1);
    });

    private static async Task ProduceAsync(Producer<string, string> producer, params string[] values)
    {
        foreach (var value in values)
        {
            await producer.ProduceAsync(Orders, new Message<string, string> { Value = value });
        }
    }

    private static string Next(Consumer<string, string> consumer) => consumer.Consume(TimeSpan.FromSeconds(30))?.Message.Value ?? "nothing";
}
