using System.Globalization;
using System.Text.Json;
using Confluent.Kafka;
using MiniKafka.ClusterTests.KafkaDirectories;
using MiniKafka.CompatibilityTests.Clients;
using MiniKafka.Tests;

namespace MiniKafka.CompatibilityTests.KafkaDirectories;

/// <summary>Directories that Apache Kafka wrote, served to real clients: what those read is what Apache Kafka's own consumer read.</summary>
public sealed class KafkaDirectoryClientTests
{
    [SharedTheory]
    [InlineData("clean", IsolationLevel.ReadUncommitted)]
    [InlineData("clean", IsolationLevel.ReadCommitted)]
    [InlineData("crashed", IsolationLevel.ReadUncommitted)]
    [InlineData("crashed", IsolationLevel.ReadCommitted)]
    public async Task Confluent_Kafka_reads_every_record(string name, IsolationLevel isolation)
    {
        using var directory = new KafkaDirectory(name);
        await using var kafka = await directory.OpenAsync();
        var (reading, end) = isolation == IsolationLevel.ReadCommitted ? ("readCommitted", "lastStableOffset") : ("readUncommitted", "highWatermark");
        var expected = Readable(directory, reading);
        using var consumer = RawConsumer(kafka, isolation);
        var read = Read(consumer, expected.Keys);
        var differences = new List<string>();
        foreach (var (partition, answers) in expected)
        {
            Compare(differences, partition, read[partition].Told(), answers.Select(answer => $"{Compact(answer.GetProperty(reading).GetProperty("offsets"))} {answer.GetProperty(reading).GetProperty("sha256").GetString()}"));
            Compare(differences, partition, $"ends at {read[partition].End}", answers.Select(answer => $"ends at {answer.GetProperty(end)}"));
        }

        Assert.Empty(differences);
    }

    [SharedTheory]
    [InlineData("clean")]
    [InlineData("crashed")]
    public async Task Confluent_Kafka_finds_offsets_of_times_and_groups(string name)
    {
        using var directory = new KafkaDirectory(name);
        await using var kafka = await directory.OpenAsync();
        var differences = new List<string>();
        using var consumer = RawConsumer(kafka, IsolationLevel.ReadUncommitted);
        var times = Readable(directory, "readUncommitted").ToDictionary(one => one.Key, one => one.Value.ConvertAll(answer => answer.GetProperty("offsetsForTimes")));
        for (var row = 0; row < times.Values.Max(answers => answers[0].GetArrayLength()); row++)
        {
            var asked = times.Where(one => row < one.Value[0].GetArrayLength()).ToList();
            var found = consumer.OffsetsForTimes(asked.Select(one => new TopicPartitionTimestamp(one.Key, new Timestamp(one.Value[0][row][0].GetInt64(), TimestampType.CreateTime))), TimeSpan.FromSeconds(30));
            foreach (var (partition, answers) in asked)
            {
                var offset = found.Single(one => one.TopicPartition == partition).Offset.Value;
                Compare(differences, partition, $"{offset}", answers.Select(answer => answer[row][1].GetInt64()).Select(right => right < 0 ? $"{Offset.End.Value}" : $"{right}"));
            }
        }

        foreach (var group in KafkaDirectory.Expected($"{name}.groups.json").EnumerateObject().Where(group => group.Value.GetProperty("type").GetString() == "Classic"))
        {
            using var member = RawConsumer(kafka, IsolationLevel.ReadUncommitted, group.Name);
            var offsets = group.Value.GetProperty("offsets").EnumerateObject().ToDictionary(offset => PartitionOf(offset.Name), offset => offset.Value.GetProperty("offset").GetInt64());
            foreach (var committed in member.Committed(offsets.Keys, TimeSpan.FromSeconds(30)))
            {
                Compare(differences, committed.TopicPartition, $"{group.Name} {committed.Offset.Value}", [$"{group.Name} {offsets[committed.TopicPartition]}"]);
            }
        }

        Assert.Empty(differences);
    }

    [KafkaDirectoryTheory(nameof(ExternalClient.Kcat))]
    [InlineData("clean")]
    [InlineData("crashed")]
    public async Task Kcat_reads_every_committed_record(string name)
    {
        using var directory = new KafkaDirectory(name);
        await using var kafka = await directory.OpenAsync();
        var differences = new List<string>();

        // A consumer of a group that finds the end of every partition: no partition of its topics may be one that it stumbles over.
        var unreadable = directory.Partitions().Where(one => IsUnreadable(one.Answers, "readCommitted")).Select(one => one.Topic).ToHashSet();
        var topics = Readable(directory, "readCommitted").Where(one => !unreadable.Contains(one.Key.Topic) && !one.Key.Topic.StartsWith("__", StringComparison.Ordinal)).ToList();
        var printed = await new KcatCommand(kafka.BootstrapServers).RunAsync(
            ["-G", "kcat", "-X", "auto.offset.reset=earliest", "-e", "-q", "-f", "%t-%p %o\n", .. topics.Select(one => one.Key.Topic).Distinct()]);
        var read = printed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))
            .ToLookup(line => PartitionOf(line[0]), line => long.Parse(line[1], CultureInfo.InvariantCulture));
        foreach (var (partition, answers) in topics)
        {
            Compare(differences, partition, ReadPartition.Ranges(read[partition]), answers.Select(answer => Compact(answer.GetProperty("readCommitted").GetProperty("offsets"))));
        }

        Assert.Empty(differences);
    }

    /// <summary>All partitions but those in which Apache Kafka's consumer itself stumbled over the damage; what is made of them is tested without clients.</summary>
    private static Dictionary<TopicPartition, List<JsonElement>> Readable(KafkaDirectory directory, string reading) => directory.Partitions()
        .Where(one => !IsUnreadable(one.Answers, reading))
        .ToDictionary(one => new TopicPartition(one.Topic, one.Partition), one => one.Answers);

    private static bool IsUnreadable(List<JsonElement> answers, string reading) => answers.Exists(answer => answer.GetProperty(reading).TryGetProperty("errors", out _));

    private static IConsumer<byte[], byte[]> RawConsumer(KafkaCluster kafka, IsolationLevel isolation, string group = "reader")
    {
        return new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
        {
            BootstrapServers = kafka.BootstrapServers,
            GroupId = group,
            IsolationLevel = isolation,
            EnableAutoCommit = false,
            EnablePartitionEof = true,
        }).Build();
    }

    private static Dictionary<TopicPartition, ReadPartition> Read(IConsumer<byte[], byte[]> consumer, IEnumerable<TopicPartition> partitions)
    {
        var read = partitions.ToDictionary(partition => partition, _ => new ReadPartition());
        consumer.Assign(read.Keys.Select(partition => new TopicPartitionOffset(partition, Offset.Beginning)));
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (read.Values.Any(partition => partition.End is null))
        {
            var result = consumer.Consume(deadline.Token);
            if (result.IsPartitionEOF)
            {
                read[result.TopicPartition].End = result.Offset.Value;
            }
            else
            {
                read[result.TopicPartition].Add(result);
            }
        }

        return read;
    }

    private static TopicPartition PartitionOf(string name) =>
        new(name[..name.LastIndexOf('-')], int.Parse(name[(name.LastIndexOf('-') + 1)..], CultureInfo.InvariantCulture));

    private static void Compare(List<string> differences, TopicPartition partition, string found, IEnumerable<string> right)
    {
        if (!right.Contains(found))
        {
            differences.Add($"{partition}: {found}, not {string.Join(" or ", right)}");
        }
    }

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element);
}
