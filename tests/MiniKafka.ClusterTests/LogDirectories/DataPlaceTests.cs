using MiniKafka.Model;

namespace MiniKafka.ClusterTests.LogDirectories;

/// <summary>Where data is kept, as the options and the keys about directories and ids say.</summary>
public sealed class DataPlaceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("minikafka-places-");

    [Fact]
    public async Task Log_dirs_alone_puts_the_data_where_it_says()
    {
        var (first, second) = (Place("first"), Place("second"));
        await using (var kafka = await StartAsync(1, ("log.dirs", $"{first},{second}")))
        {
            await ProduceAsync(kafka, "kept");
        }

        Assert.True(File.Exists(Path.Combine(first, "meta.properties")));
        Assert.True(File.Exists(Path.Combine(second, "meta.properties")));
        await using var again = await StartAsync(1, ("log.dirs", $"{first},{second}"));
        Assert.Equal(["kept"], await ConsumeAsync(again, 1));
    }

    [Fact]
    public async Task Several_brokers_have_a_directory_each_where_log_dirs_says_and_are_found_there_again()
    {
        var place = Place("all");
        await using (var kafka = await StartAsync(2, ("log.dir", place)))
        {
            await kafka.AddBrokerAsync();
        }

        Assert.Equal(["broker-0", "broker-1", "broker-2"], Directory.EnumerateDirectories(place).Select(path => Path.GetFileName(path)!).Order());
        await using var again = await StartAsync(2, ("log.dir", place));
        Assert.Equal([0, 1, 2], again.Brokers.Select(broker => broker.Id));
    }

    [Fact]
    public async Task A_node_id_that_the_directory_does_not_have_fails_the_start()
    {
        await using (await StartAsync(1, ("log.dirs", Place("one")), ("node.id", "3")))
        {
        }

        await using (var same = await StartAsync(1, ("log.dirs", Place("one"))))
        {
            Assert.Equal(3, same.Brokers[0].Id);
        }

        var refused = await Assert.ThrowsAsync<KafkaException>(() => StartAsync(1, ("log.dirs", Place("one")), ("node.id", "1")));
        Assert.Contains("node.id is 1, but the data in", refused.Message, StringComparison.Ordinal);
        Assert.Contains("belongs to broker 3", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Place(string name) => Path.Combine(_folder.FullName, name);

    private static Task<KafkaCluster> StartAsync(int brokers, params (string Key, string Value)[] properties) => KafkaCluster.StartAsync(options =>
    {
        options.BrokerCount = brokers;
        options.Topics.Add(ManyDirectories.Topic, partitions: 1);
        foreach (var (key, value) in properties)
        {
            options.Properties[key] = value;
        }
    });

    private static async Task ProduceAsync(KafkaCluster kafka, string value)
    {
        await using var producer = kafka.CreateProducer<string, string>();
        await producer.ProduceAsync(ManyDirectories.Topic, new() { Value = value });
    }

    private static async Task<List<string>> ConsumeAsync(KafkaCluster kafka, int count)
    {
        await using var consumer = kafka.CreateConsumer<string, string>();
        consumer.Assign([new TopicPartitionOffset(new TopicPartition(ManyDirectories.Topic, 0), Offset.Beginning)]);
        var values = new List<string>();
        while (values.Count < count && consumer.Consume(TimeSpan.FromSeconds(30)) is { } result)
        {
            values.Add(result.Message.Value);
        }

        return values;
    }
}
