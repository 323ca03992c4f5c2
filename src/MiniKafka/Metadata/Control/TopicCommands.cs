using System.Collections.Immutable;
using MiniKafka.Model;

namespace MiniKafka.Metadata.Control;

/// <summary>The replicas somebody chose for one partition; the first is the preferred leader.</summary>
internal sealed record ManualAssignment(int PartitionIndex, IReadOnlyList<int> BrokerIds);

/// <summary>A topic to be made. -1 takes the broker's default; assignments need both counts to be -1.</summary>
internal sealed record NewTopic(string Name, int PartitionCount, short ReplicationFactor)
{
    public IReadOnlyList<ManualAssignment> Assignments { get; init; } = [];

    /// <summary>Values of its own; of a key that stands twice the last one counts.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Configs { get; init; } = [];
}

/// <summary>What became of a topic to be made. The details are there when it was made, or would be.</summary>
internal sealed record CreatedTopic(string Name, Outcome Outcome)
{
    public Uuid TopicId { get; init; }

    public int PartitionCount { get; init; } = -1;

    public short ReplicationFactor { get; init; } = -1;

    /// <summary>The values of its own.</summary>
    public ImmutableSortedDictionary<string, string> Configs { get; init; } = Images.ClusterImage.NoConfigs;
}

/// <summary>What became of topics to be made together.</summary>
internal sealed record CreatedTopics(IReadOnlyList<CreatedTopic> Topics)
{
    public static CreatedTopics None { get; } = new([]);

    /// <summary>Why none of them was made, when it is the one reason for all.</summary>
    public Outcome? Refusal { get; init; }
}

/// <summary>A topic by its name or, when that is null, by its id.</summary>
internal sealed record TopicSelector(string? Name, Uuid TopicId);

/// <summary>What became of a topic to be deleted, with the name and id that may be told.</summary>
internal sealed record DeletedTopic(string? Name, Uuid TopicId, Outcome Outcome);

/// <summary>The number of partitions a topic shall have; null assignments leave the choice of brokers to the controller.</summary>
internal sealed record NewPartitions(string Topic, int Count, IReadOnlyList<IReadOnlyList<int>>? Assignments);

/// <summary>What became of a topic that should get more partitions.</summary>
internal sealed record CreatedPartitions(string Topic, Outcome Outcome);
