namespace MiniKafka.LoadTest.Peers;

using Confluent.Kafka;
using Confluent.Kafka.Admin;

/// <summary>A Kafka that somebody else runs, known by its address alone.</summary>
internal sealed class RunningSubject(string name, string bootstrapServers) : ISubject
{
    public string Name => name;

    public string BootstrapServers => bootstrapServers;

    public async Task CreateTopicAsync(string topic, int partitions)
    {
        using var admin = Admin();
        await admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = partitions, ReplicationFactor = 1 }]);
    }

    public async Task DeleteTopicAsync(string topic)
    {
        using var admin = Admin();
        await admin.DeleteTopicsAsync([topic]);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private IAdminClient Admin() => new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrapServers }).Build();
}
