using System.Collections.ObjectModel;

namespace MiniKafka.Client.Admin;

/// <summary>A topic to be made.</summary>
/// <param name="Name">1 to 249 letters, digits, dots, dashes and underscores.</param>
/// <param name="Partitions">How many partitions; -1 takes <c>num.partitions</c>.</param>
/// <param name="ReplicationFactor">How many replicas of each; -1 takes <c>default.replication.factor</c>.</param>
public sealed record NewTopic(string Name, int Partitions = -1, short ReplicationFactor = -1)
{
    /// <summary>Configuration of the topic's own, for example <c>retention.ms</c>.</summary>
    public IReadOnlyDictionary<string, string> Configs { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The brokers of each partition's replicas, the preferred leader first; then the two counts stay -1.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Assignments { get; init; } = [];
}
