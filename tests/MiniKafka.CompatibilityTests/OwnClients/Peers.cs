using ApacheKafka;
using MiniKafka.Client;
using MiniKafka.Client.Admin;
using MiniKafka.Client.Serialization;
using MiniKafka.Model;

namespace MiniKafka.CompatibilityTests.OwnClients;

/// <summary>The clusters that our own clients are tried on.</summary>
public enum Peer
{
    /// <summary>Ours, three brokers over TCP.</summary>
    MiniKafka,

    /// <summary>One broker of Apache Kafka.</summary>
    OneApacheKafka,

    /// <summary>Three brokers of Apache Kafka.</summary>
    ThreeApacheKafkas,
}

/// <summary>A cluster to try clients on, and clients for it. Topics have names of their own, as the cluster is shared.</summary>
internal sealed class PeerCluster(string bootstrapServers, int brokers) : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _clients = [];

    public string BootstrapServers => bootstrapServers;

    public int Brokers => brokers;

    public static async Task<PeerCluster> OfAsync(Peer peer, RunningApacheKafka kafka, KafkaTools.OurBrokers ours) => peer switch
    {
        Peer.MiniKafka => new PeerCluster(await ours.ThreeAsync(), 3),
        Peer.OneApacheKafka => new PeerCluster((await kafka.OneAsync()).BootstrapServers, 1),
        _ => new PeerCluster((await kafka.ThreeAsync()).BootstrapServers, 3),
    };

    /// <summary>A topic with a replica on each broker.</summary>
    public async Task<string> MakeTopicAsync(int partitions = 1, params (string Key, string Value)[] configs)
    {
        var topic = new NewTopic($"topic-{Guid.NewGuid():N}", partitions, (short)brokers) { Configs = configs.ToDictionary(config => config.Key, config => config.Value) };
        await Admin().CreateTopicsAsync([topic]);
        return topic.Name;
    }

    public AdminClient Admin() => Keep(new AdminClient(new AdminConfig { BootstrapServers = bootstrapServers }));

    public Producer<string?, string?> Producer(Action<ProducerConfig>? configure = null)
    {
        var config = new ProducerConfig { BootstrapServers = bootstrapServers };
        configure?.Invoke(config);
        return Keep(new Producer<string?, string?>(config, Serdes.Utf8, Serdes.Utf8));
    }

    public Consumer<string?, string?> Consumer(Action<ConsumerConfig>? configure = null)
    {
        var config = new ConsumerConfig { BootstrapServers = bootstrapServers, AutoOffsetReset = AutoOffsetReset.Earliest };
        configure?.Invoke(config);
        return Keep(new Consumer<string?, string?>(config, Serdes.Utf8, Serdes.Utf8));
    }

    /// <summary>Reads that many records of a partition from its beginning.</summary>
    public List<ConsumeResult<string?, string?>> Read(TopicPartition partition, int count, Action<ConsumerConfig>? configure = null)
    {
        var consumer = Consumer(configure);
        consumer.Assign(new TopicPartitionOffset(partition, Offset.Beginning));
        return consumer.Take(count);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in Enumerable.Reverse(_clients))
        {
            await client.DisposeAsync();
        }
    }

    private T Keep<T>(T client)
        where T : IAsyncDisposable
    {
        _clients.Add(client);
        return client;
    }
}

internal static class ConsumerExtensions
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The next so many records; an error when they do not come.</summary>
    public static List<ConsumeResult<string?, string?>> Take(this Consumer<string?, string?> consumer, int count)
    {
        using var deadline = new CancellationTokenSource(Patience);
        return [.. Enumerable.Range(0, count).Select(_ => consumer.Consume(deadline.Token))];
    }
}
