using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace MiniKafka.LoadTest.Peers;

/// <summary>A Kafka that somebody else runs, known by its address alone.</summary>
internal sealed class RunningSubject(string bootstrapServers) : ISubject
{
    public string Name => bootstrapServers;

    public string BootstrapServers => bootstrapServers;

    public async Task CreateTopicAsync(string name, int partitions)
    {
        using var admin = Admin();
        await admin.CreateTopicsAsync([new TopicSpecification { Name = name, NumPartitions = partitions, ReplicationFactor = 1 }]);
    }

    public async Task DeleteTopicAsync(string name)
    {
        using var admin = Admin();
        await admin.DeleteTopicsAsync([name]);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private IAdminClient Admin() => new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrapServers }).Build();
}
