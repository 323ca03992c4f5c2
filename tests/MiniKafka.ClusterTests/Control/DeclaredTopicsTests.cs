using MiniKafka.Client.Admin;
using MiniKafka.ClusterTests.Simulation;
using MiniKafka.Model;
using MiniKafka.Runtime.Simulation;

namespace MiniKafka.ClusterTests.Control;

/// <summary>Topics of the options that are there already, from an earlier life of the cluster's directory.</summary>
public sealed class DeclaredTopicsTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("minikafka-declared-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task More_partitions_are_added_and_other_configs_altered_while_what_was_set_meanwhile_stays()
    {
        await using (var first = await StartAsync(new KafkaTopic("orders", 2)))
        {
            await using var admin = first.CreateAdmin();
            await admin.IncrementalAlterConfigsAsync(ConfigResource.Topic("orders"), [new AlterConfigEntry("max.message.bytes", "5000")]);
        }

        await using var second = await StartAsync(
            new KafkaTopic("orders", 3) { Configs = new SortedDictionary<string, string> { ["retention.ms"] = "60000" } }, new KafkaTopic("bills"));
        await using var asking = second.CreateAdmin();
        Assert.Equal([3, 1], (await asking.DescribeTopicsAsync(["orders", "bills"])).Select(topic => topic.Partitions.Count));
        var configs = await asking.DescribeConfigsAsync(ConfigResource.Topic("orders"));
        Assert.Equal(("60000", "5000"), (configs["retention.ms"].Value, configs["max.message.bytes"].Value));
        Assert.NotNull(await second.WaitForLeaderAsync("orders", 2));
    }

    [Theory]
    [InlineData(2, -1, ErrorCode.InvalidPartitions, "3 partitions")]
    [InlineData(3, 2, ErrorCode.InvalidReplicationFactor, "1 replicas")]
    public async Task Fewer_partitions_and_another_number_of_replicas_fail_the_start(int partitions, short replicas, ErrorCode code, string what)
    {
        await using (await StartAsync(new KafkaTopic("orders", 3)))
        {
        }

        var refused = await Assert.ThrowsAsync<KafkaException>(() => StartAsync(new KafkaTopic("orders", partitions, replicas)));
        Assert.Equal(code, refused.Code);
        Assert.Contains("'orders'", refused.Message, StringComparison.Ordinal);
        Assert.Contains(what, refused.Message, StringComparison.Ordinal);
        await using var unharmed = await StartAsync(new KafkaTopic("orders", 3, 1));
    }

    [Fact]
    public void More_topics_than_one_request_may_make_are_made_in_several()
    {
        var configs = new SortedDictionary<string, string>();
        string[] keys =
        [
            "delete.retention.ms", "file.delete.delay.ms", "flush.messages", "flush.ms", "index.interval.bytes",
            "max.message.bytes", "retention.bytes", "retention.ms", "segment.bytes", "segment.ms",
        ];
        foreach (var key in keys)
        {
            configs[key] = "2000000";
        }

        // Each is a record of its own, of its partition, and of ten configurations; a request may come to 10,000.
        var topics = Enumerable.Range(0, 900).Select(number => new KafkaTopic($"topic-{number}") { Configs = configs }).ToList();
        VirtualTime.Run(
            new SimulatedLoopHost(seed: 1),
            options => topics.ForEach(options.Topics.Add),
            async kafka =>
            {
                await using var admin = kafka.CreateAdmin();
                Assert.Equal(topics.Select(topic => topic.Name).Order(StringComparer.Ordinal), (await admin.ListTopicsAsync()).Order(StringComparer.Ordinal));
            });
    }

    private Task<KafkaCluster> StartAsync(params KafkaTopic[] topics) => KafkaCluster.StartAsync(options =>
    {
        options.DataDirectory = _directory.FullName;
        foreach (var topic in topics)
        {
            options.Topics.Add(topic);
        }
    });
}
