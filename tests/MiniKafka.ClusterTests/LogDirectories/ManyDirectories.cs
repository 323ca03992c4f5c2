using System.Globalization;
using MiniKafka.Client;
using MiniKafka.Client.Admin;
using MiniKafka.ClusterTests.Control;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;
using StrictReplay;

namespace MiniKafka.ClusterTests.LogDirectories;

/// <summary>A cluster whose brokers have two log directories each, on real disks, and what its tests ask of it over its listeners.</summary>
internal sealed class ManyDirectories : IDisposable
{
    public const string Topic = "orders";

    private readonly JudgedFolder _folder = new("logdirs");

    public BreakableFileSystem Files { get; } = new();

    public string First => Path.Combine(_folder.FullName, "first");

    public string Second => Path.Combine(_folder.FullName, "second");

    /// <summary>The first directory, which the metadata is in, of one broker of several.</summary>
    public string FirstOf(int broker) => Path.Combine(_folder.FullName, $"broker-{broker}", "first");

    /// <summary>The second directory of one broker of several.</summary>
    public string SecondOf(int broker) => Path.Combine(_folder.FullName, $"broker-{broker}", "second");

    public ListedLogs Logs { get; } = new();

    public Task<KafkaCluster> StartAsync(int partitions, int brokers = 1) => KafkaCluster.StartAsync(options =>
    {
        options.BrokerCount = brokers;
        options.DataDirectory = _folder.FullName;
        options.LoggerFactory = Logs;
        options.FileSystemOf = _ => Files;
        options.Properties["log.dirs"] = "first,second";
        options.Properties["min.insync.replicas"] = "1";
        options.Topics.Add(Topic, partitions, replicationFactor: (short)brokers);
    });

    public void Dispose()
    {
        Logs.Dispose();
        _folder.Dispose();
    }

    /// <summary>Writes numbered values into one partition.</summary>
    public static async Task ProduceAsync(KafkaCluster kafka, int partition, int from, int count, ProducerConfig? config = null)
    {
        await using var producer = kafka.CreateProducer<string, string>(config);
        await Task.WhenAll(Enumerable.Range(from, count).Select(value => producer.ProduceAsync(
            new TopicPartition(Topic, partition), new Message<string, string> { Key = "k", Value = value.ToString(CultureInfo.InvariantCulture) })));
    }

    /// <summary>The values in one partition, from its beginning on.</summary>
    public static async Task<List<int>> ConsumeAsync(KafkaCluster kafka, int partition, int count)
    {
        await using var consumer = kafka.CreateConsumer<string, string>();
        consumer.Assign([new TopicPartitionOffset(new TopicPartition(Topic, partition), Offset.Beginning)]);
        var values = new List<int>();
        while (values.Count < count && consumer.Consume(TimeSpan.FromSeconds(30)) is { } result)
        {
            values.Add(int.Parse(result.Message.Value, CultureInfo.InvariantCulture));
        }

        return values;
    }

    /// <summary>Where the replicas of one broker are, by directory, without copies under way.</summary>
    public static async Task<SortedDictionary<string, List<int>>> PlacesAsync(KafkaCluster kafka, int broker = 0)
    {
        await using var admin = kafka.CreateAdmin();
        var directories = await admin.DescribeLogDirsAsync(broker);
        return new SortedDictionary<string, List<int>>(
            directories.ToDictionary(
                directory => directory.Path,
                directory => directory.Replicas.Where(replica => replica.TopicPartition.Topic == Topic && !replica.IsFuture).Select(replica => replica.TopicPartition.Partition).Order().ToList()),
            StringComparer.Ordinal);
    }

    public static async Task<LogDirDescription> DescribeAsync(KafkaCluster kafka, string path, int broker = 0)
    {
        await using var admin = kafka.CreateAdmin();
        return (await admin.DescribeLogDirsAsync(broker)).Single(directory => directory.Path == path);
    }

    /// <summary>What the first broker tells any client about the topic.</summary>
    public static Task<MetadataResponse> MetadataAsync(KafkaCluster kafka)
    {
        var loop = kafka.Host.CreateLoop("metadata");
        return loop.InvokeAsync(async () =>
        {
            await using var client = await RpcClient.ConnectAsync(kafka.InMemory.Transport, kafka.InMemory.Bootstrap[0], loop, new RpcClientOptions { ClientId = "metadata" });
            return await client.CallAsync(new MetadataRequest { Topics = [new() { Name = Topic }] });
        });
    }

    /// <summary>Asks the broker where its replicas are until one has arrived.</summary>
    public static async Task ArrivedAsync(KafkaCluster kafka, string directory, int partition)
    {
        const int mostQuestions = 20_000;
        var isThere = false;
        for (var asked = 0; asked < mostQuestions && !isThere; asked++)
        {
            isThere = (await PlacesAsync(kafka))[directory].Contains(partition);
        }

        Assert.True(isThere);
    }
}
