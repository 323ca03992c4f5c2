namespace MiniKafka.LoadTest.Peers;

/// <summary>MiniKafka with one broker in memory, listening on a free loopback port; reached as any other Kafka is.</summary>
internal sealed class MiniKafkaSubject : ISubject
{
    private readonly KafkaCluster _cluster;
    private readonly RunningSubject _running;

    private MiniKafkaSubject(KafkaCluster cluster)
    {
        _cluster = cluster;
        _running = new RunningSubject("minikafka", cluster.BootstrapServers);
    }

    public string Name => _running.Name;

    public string BootstrapServers => _running.BootstrapServers;

    public static async Task<MiniKafkaSubject> StartAsync() => new(await KafkaCluster.StartAsync(options => options.Listen()));

    public Task CreateTopicAsync(string topic, int partitions) => _running.CreateTopicAsync(topic, partitions);

    public Task DeleteTopicAsync(string topic) => _running.DeleteTopicAsync(topic);

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();
}
