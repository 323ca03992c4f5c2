using System.Collections.ObjectModel;

namespace MiniKafka;

/// <summary>A topic to be made when the cluster starts.</summary>
/// <param name="Name">1 to 249 letters, digits, dots, dashes and underscores.</param>
/// <param name="Partitions">How many partitions; -1 takes <c>num.partitions</c>.</param>
/// <param name="ReplicationFactor">How many replicas of each; -1 takes <c>default.replication.factor</c>.</param>
public sealed record KafkaTopic(string Name, int Partitions = -1, short ReplicationFactor = -1)
{
    /// <summary>Configuration of the topic's own, for example <c>retention.ms</c>.</summary>
    public IReadOnlyDictionary<string, string> Configs { get; init; } = ReadOnlyDictionary<string, string>.Empty;
}

/// <summary>The topics to be made when the cluster starts.</summary>
public sealed class KafkaTopics : Collection<KafkaTopic>
{
    /// <summary>Adds a topic by its name and counts.</summary>
    public void Add(string name, int partitions = -1, short replicationFactor = -1) =>
        Add(new KafkaTopic(name, partitions, replicationFactor));
}
