using System.Globalization;
using MiniKafka.Client;
using MiniKafka.Client.Admin;
using MiniKafka.Model;

namespace MiniKafka.ClusterTests.OwnDirectories;

/// <summary>
/// What a small data directory holds that stands for a released version, and how to list it. A release writes it with what it is;
/// every later version must list the same.
/// </summary>
internal static class OwnDirectoryContents
{
    private const int Lives = 3;
    private const string Group = "workers";
    private static readonly string[] ConfigKeys = ["cleanup.policy", "compression.type", "log.message.timestamp.type", "max.message.bytes", "min.insync.replicas", "retention.ms"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>A cluster of one broker on the directory, whose records and offsets no clock takes away.</summary>
    public static Task<KafkaCluster> OpenAsync(string directory) => KafkaCluster.StartAsync(options =>
    {
        options.DataDirectory = directory;
        options.Properties["log.retention.ms"] = "-1";
        options.Properties["log.cleaner.enable"] = "false";
        options.Properties["offsets.retention.minutes"] = int.MaxValue.ToString(CultureInfo.InvariantCulture);
        options.Properties["offsets.topic.num.partitions"] = "2";
        options.Properties["producer.id.expiration.ms"] = int.MaxValue.ToString(CultureInfo.InvariantCulture);
    });

    /// <summary>Fills an empty directory in several lives of the broker, each of which ends cleanly, and lists what it holds at the end.</summary>
    public static async Task<IReadOnlyList<string>> WriteAsync(string directory)
    {
        for (var life = 0; life < Lives; life++)
        {
            await using var kafka = await OpenAsync(directory);
            await using var admin = kafka.CreateAdmin();
            if (life == 0)
            {
                await CreateAsync(admin);
            }

            await admin.CreateTopicAsync($"of-life-{life}", partitions: 1, replicationFactor: 1);
            await admin.IncrementalAlterConfigsAsync(ConfigResource.Topic("orders"), [new AlterConfigEntry("max.message.bytes", $"{100_000 + life}")]);
            await ProduceAsync(kafka, life);
            await ConsumeAsync(kafka);
            if (life == Lives - 1)
            {
                await admin.DeleteTopicsAsync(["of-life-0"]);
                return await ListAsync(kafka);
            }
        }

        return [];
    }

    /// <summary>Everything in the cluster that is there to stay, a line each.</summary>
    public static async Task<IReadOnlyList<string>> ListAsync(KafkaCluster kafka)
    {
        await using var admin = kafka.CreateAdmin();
        var lines = new List<string> { $"cluster {(await admin.DescribeClusterAsync()).ClusterId}" };
        foreach (var feature in (await admin.DescribeFeaturesAsync()).Where(feature => feature.Value.Finalized > 0).OrderBy(feature => feature.Key, StringComparer.Ordinal))
        {
            lines.Add($"feature {feature.Key}={feature.Value.Finalized}");
        }

        await AddConfigsAsync(ConfigResource.AllBrokers);
        foreach (var topic in (await admin.DescribeTopicsAsync(await admin.ListTopicsAsync())).OrderBy(topic => topic.Name, StringComparer.Ordinal))
        {
            lines.Add($"topic {topic.Name} {topic.TopicId} partitions={topic.Partitions.Count}");
            await AddConfigsAsync(ConfigResource.Topic(topic.Name));
            lines.AddRange(await RecordsAsync(kafka, admin, topic));
        }

        lines.AddRange((await admin.ListGroupOffsetsAsync(Group)).OrderBy(offset => $"{offset.Key}", StringComparer.Ordinal).Select(offset => $"group {Group} {offset.Key} {offset.Value.Offset}"));
        lines.AddRange((await admin.DescribeClientQuotasAsync()).Select(quota => $"quota {string.Join(',', quota.Entity.Names)} {string.Join(',', quota.Values)}"));
        lines.AddRange((await admin.DescribeUserScramCredentialsAsync()).Select(user => $"user {user.User}"));
        return lines;

        async Task AddConfigsAsync(ConfigResource resource) => lines.AddRange(
            (await admin.DescribeConfigsAsync(resource)).Values
                .Where(entry => ConfigKeys.Contains(entry.Name))
                .OrderBy(entry => entry.Name, StringComparer.Ordinal)
                .Select(entry => $"config {resource.Name} {entry.Name}={entry.Value}"));
    }

    private static async Task CreateAsync(AdminClient admin)
    {
        await admin.CreateTopicsAsync(
        [
            new NewTopic("orders", 2, 1) { Configs = Configs(("retention.ms", "-1")) },
            new NewTopic("latest", 1, 1) { Configs = Configs(("cleanup.policy", "compact"), ("compression.type", "gzip")) },
        ]);
        await admin.IncrementalAlterConfigsAsync(ConfigResource.AllBrokers, [new AlterConfigEntry("log.message.timestamp.type", "CreateTime")]);
        await admin.AlterClientQuotasAsync([new ClientQuotaAlteration(ClientQuotaEntity.ClientId("loader"), new Dictionary<string, double?> { ["producer_byte_rate"] = 1e9 })]);

        static IReadOnlyDictionary<string, string> Configs(params (string Key, string Value)[] configs) => configs.ToDictionary(config => config.Key, config => config.Value);
    }

    private static async Task ProduceAsync(KafkaCluster kafka, int life)
    {
        await using var producer = kafka.CreateProducer<string, string>(new ProducerConfig { EnableIdempotence = true });
        for (var i = 0; i < 5; i++)
        {
            await producer.ProduceAsync(new TopicPartition("orders", i % 2), new Message<string, string> { Key = $"k{i}", Value = $"order {i} of life {life}" });
            await producer.ProduceAsync("latest", new Message<string, string> { Key = $"k{i % 2}", Value = $"state {i} of life {life}" });
        }
    }

    private static async Task ConsumeAsync(KafkaCluster kafka)
    {
        await using var consumer = kafka.CreateConsumer<string, string>(new ConsumerConfig { GroupId = Group, AutoOffsetReset = AutoOffsetReset.Earliest, EnableAutoCommit = false });
        consumer.Subscribe("orders");
        for (var i = 0; i < 4; i++)
        {
            var result = consumer.Consume(Patience) ?? throw new TimeoutException("There is no record for the group.");
            await consumer.CommitAsync(result);
        }
    }

    private static async Task<List<string>> RecordsAsync(KafkaCluster kafka, AdminClient admin, TopicDescription topic)
    {
        var lines = new List<string>();
        var partitions = topic.Partitions.Select(partition => new TopicPartition(topic.Name, partition.Partition)).ToList();
        foreach (var (partition, (low, high)) in await admin.ListOffsetsAsync(partitions))
        {
            await using var consumer = kafka.CreateConsumer<string, string>();
            consumer.Assign([new TopicPartitionOffset(partition, Offset.Beginning)]);
            lines.Add($"partition {partition} from {low} to {high}");
            for (var next = low; next < high;)
            {
                var result = consumer.Consume(Patience) ?? throw new TimeoutException($"{partition} has no record from {next} on.");
                lines.Add($"record {partition} {result.Offset} {result.Message.Key}={result.Message.Value}");
                next = result.Offset + 1;
            }
        }

        return lines;
    }
}
