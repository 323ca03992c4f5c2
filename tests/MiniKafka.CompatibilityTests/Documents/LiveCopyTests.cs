using System.Reflection;
using Microsoft.Extensions.Logging;
using MiniKafka.Client;
using MiniKafka.ClusterTests.Control;
using MiniKafka.CompatibilityTests.Clients;
using MiniKafka.Model;

namespace MiniKafka.CompatibilityTests.Documents;

/// <summary>The code with which docs/backup.md copies a directory in use, run while everything in it changes.</summary>
public sealed class LiveCopyTests : IDisposable
{
    private const string Orders = "orders";
    private const string Latest = "latest";
    private const string Group = "billing";
    private const int Copies = 3;
    private const int RecordsBetweenCopies = 400;
    private static readonly string Filler = new('.', 4000);
    private static readonly TopicPartition Committed = new(Orders, 0);

    private readonly TemporaryFolder _folder = new();
    private long _acknowledged;
    private long _committed;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_copy_of_a_directory_in_use_has_all_that_was_acknowledged_before_and_no_group_is_beyond_the_end()
    {
        var copy = Assembly.Load(Example.Compile(Page.At("docs/backup.md").Blocks[0].Code)).GetType("LiveCopy")!.GetMethod("Copy")!.CreateDelegate<Action<string, string>>();
        var before = new List<(string Directory, long Acknowledged, long Committed)>();
        var data = _folder.File("data");
        await using (var kafka = await OpenAsync(data))
        {
            using var enough = new CancellationTokenSource();
            var writing = WriteAsync(kafka, enough.Token);
            for (var i = 0; i < Copies; i++)
            {
                await ReachAsync((i + 1) * RecordsBetweenCopies, writing);
                before.Add((_folder.File($"copy-{i}"), Volatile.Read(ref _acknowledged), Volatile.Read(ref _committed)));
                copy(data, before[i].Directory);
            }

            await enough.CancelAsync();
            await writing;
        }

        foreach (var (directory, acknowledged, committed) in before)
        {
            await AssertHoldsAsync(directory, acknowledged, committed);
        }
    }

    private static Task<KafkaCluster> OpenAsync(string directory, ListedLogs? logs = null) => KafkaCluster.StartAsync(options =>
    {
        options.DataDirectory = directory;
        options.LoggerFactory = logs ?? options.LoggerFactory;
        options.Topics.Add(new KafkaTopic(Orders, 1) { Configs = new Dictionary<string, string> { ["segment.bytes"] = "1048576" } });
        options.Topics.Add(new KafkaTopic(Latest, 1)
        {
            Configs = new Dictionary<string, string> { ["segment.bytes"] = "1048576", ["cleanup.policy"] = "compact", ["min.cleanable.dirty.ratio"] = "0.01" },
        });
        options.Properties["log.cleaner.backoff.ms"] = "20";
        options.Properties["offsets.topic.num.partitions"] = "3";
    });

    /// <summary>Writes a number to both topics, and commits behind it, again and again.</summary>
    private async Task WriteAsync(KafkaCluster kafka, CancellationToken enough)
    {
        await using var producer = kafka.CreateProducer<string, string>();
        await using var admin = kafka.CreateAdmin();
        for (var number = 0L; !enough.IsCancellationRequested; number++)
        {
            await producer.ProduceAsync(Orders, new Message<string, string> { Key = "", Value = $"{number} {Filler}" }, CancellationToken.None);
            await producer.ProduceAsync(Latest, new Message<string, string> { Key = $"{number % 7}", Value = $"{number} {Filler}" }, CancellationToken.None);
            await admin.AlterGroupOffsetsAsync(Group, [new TopicPartitionOffset(Committed, number + 1)], CancellationToken.None);
            Volatile.Write(ref _committed, number + 1);
            Volatile.Write(ref _acknowledged, number);
        }
    }

    private async Task ReachAsync(long number, Task writing)
    {
        while (Volatile.Read(ref _acknowledged) < number)
        {
            Assert.False(writing.IsFaulted, $"{writing.Exception}");
            await Task.Yield();
        }
    }

    private static async Task AssertHoldsAsync(string directory, long acknowledged, long committed)
    {
        using var logs = new ListedLogs(LogLevel.Information);
        await using var kafka = await OpenAsync(directory, logs);
        Assert.Contains(logs.Messages, message => message.Contains("recovered from offset", StringComparison.Ordinal));
        await using var consumer = kafka.CreateConsumer<string, string>();
        var orders = await ReadAsync(consumer, Orders);
        Assert.Equal(Enumerable.Range(0, orders.Count).Select(number => (long)number), orders.Select(NumberOf));
        Assert.InRange(orders.Count, acknowledged + 1, long.MaxValue);

        var last = (await ReadAsync(consumer, Latest)).GroupBy(record => record.Message.Key).ToDictionary(key => key.Key, key => key.Max(NumberOf));
        Assert.All(Enumerable.Range(0, 7), key => Assert.InRange(last[$"{key}"], LastOf(key, acknowledged), long.MaxValue));

        await using var admin = kafka.CreateAdmin();
        Assert.InRange((await admin.ListGroupOffsetsAsync(Group))[Committed].Offset, committed, orders.Count);
    }

    private static long NumberOf(ConsumeResult<string, string> record) => long.Parse(record.Message.Value.Split(' ')[0]);

    /// <summary>The last number up to one that went to a key.</summary>
    private static long LastOf(int key, long number) => number - (((number - key) % 7) + 7) % 7;

    private static async Task<List<ConsumeResult<string, string>>> ReadAsync(Consumer<string, string> consumer, string topic)
    {
        var partition = new TopicPartition(topic, 0);
        var offsets = await consumer.QueryWatermarkOffsetsAsync(partition);
        var records = new List<ConsumeResult<string, string>>();
        consumer.Assign(new TopicPartitionOffset(partition, offsets.Low));
        while (consumer.Position(partition) < offsets.High)
        {
            if (consumer.Consume(TimeSpan.FromSeconds(5)) is { } record)
            {
                records.Add(record);
            }
        }

        return records;
    }
}
