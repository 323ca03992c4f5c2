using MiniKafka.Client;
using MiniKafka.Client.Admin;
using MiniKafka.Client.Serialization;
using MiniKafka.Model;
using StrictReplay;

namespace MiniKafka.ClusterTests.LogDirectories;

/// <summary>A queue within a program has one directory a partition, and no more of what it does not need.</summary>
public sealed class PrivateDirectoryTests : IDisposable
{
    private const string Key = "offsets.topic.num.partitions";
    private static readonly string[] OfTheQueue = ["__cluster_metadata-0", "jobs-0"];
    private readonly JudgedFolder _folder = new("private");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_new_directory_within_one_process_gets_internal_topics_when_they_are_needed_with_one_partition()
    {
        await using (var kafka = await StartAsync())
        {
            Assert.Equal(OfTheQueue, Partitions());
            Assert.Equal("1", await DescribedAsync(kafka));
        }

        await using (var kafka = await StartAsync())
        {
            await CommitAsync(kafka);
            Assert.Equal([OfTheQueue[0], "__consumer_offsets-0", OfTheQueue[1]], Partitions());
            Assert.Equal("1", await DescribedAsync(kafka));
        }

        // Whoever listens later keeps what it has, and tells so.
        await using (var kafka = await StartAsync(options => options.Listen()))
        {
            Assert.Equal("1", await DescribedAsync(kafka));
            Assert.Equal(1, await CommittedAsync(kafka));
        }
    }

    [Fact]
    public async Task A_directory_that_has_more_partitions_of_offsets_keeps_them()
    {
        await using (var kafka = await StartAsync(options => options.Listen()))
        {
            await CommitAsync(kafka);
            Assert.Equal("50", await DescribedAsync(kafka));
        }

        await using (var kafka = await StartAsync())
        {
            Assert.Equal(52, Partitions().Length);
            Assert.Equal("50", await DescribedAsync(kafka));
            Assert.Equal(1, await CommittedAsync(kafka));
        }
    }

    [Fact]
    public async Task What_was_given_counts()
    {
        await using var kafka = await StartAsync(options => options.Properties[Key] = "3");
        await CommitAsync(kafka);
        Assert.Equal("3", await DescribedAsync(kafka));
        Assert.Equal(5, Partitions().Length);
    }

    private Task<KafkaCluster> StartAsync(Action<KafkaClusterOptions>? more = null) => KafkaCluster.StartAsync(options =>
    {
        options.DataDirectory = _folder.FullName;
        options.Topics.Add("jobs", partitions: 1);
        more?.Invoke(options);
    });

    private string[] Partitions() => [.. Directory.EnumerateDirectories(_folder.FullName).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static async Task CommitAsync(KafkaCluster kafka)
    {
        await using var consumer = Consumer(kafka);
        await consumer.CommitAsync([new TopicPartitionOffset("jobs", 0, 1)]);
    }

    private static async Task<long> CommittedAsync(KafkaCluster kafka)
    {
        await using var consumer = Consumer(kafka);
        return (await consumer.CommittedAsync([new TopicPartition("jobs", 0)]))[new TopicPartition("jobs", 0)].Offset;
    }

    private static async Task<string?> DescribedAsync(KafkaCluster kafka)
    {
        await using var admin = kafka.CreateAdmin();
        return (await admin.DescribeConfigsAsync(ConfigResource.Broker(0)))[Key].Value;
    }

    private static IConsumer<Null?, string?> Consumer(KafkaCluster kafka) => kafka.CreateConsumer<Null?, string?>(new ConsumerConfig { GroupId = "workers" });
}
