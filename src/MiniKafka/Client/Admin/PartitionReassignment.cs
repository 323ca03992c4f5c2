namespace MiniKafka.Client.Admin;

/// <summary>A partition that is being moved to other replicas.</summary>
/// <param name="Replicas">All its replicas now, those to come and those to go included.</param>
/// <param name="AddingReplicas">Node ids of the replicas to come.</param>
/// <param name="RemovingReplicas">Node ids of the replicas to go.</param>
public sealed record PartitionReassignment(IReadOnlyList<int> Replicas, IReadOnlyList<int> AddingReplicas, IReadOnlyList<int> RemovingReplicas);

/// <summary>Which replica an election may make the leader.</summary>
public enum ElectionType
{
    /// <summary>The preferred one, which is the first of the partition's replicas; it has to be in sync.</summary>
    Preferred = 0,

    /// <summary>Any that lives, even one that misses records; only for partitions without a leader.</summary>
    Unclean = 1,
}
