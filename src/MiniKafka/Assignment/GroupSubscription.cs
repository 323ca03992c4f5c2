using MiniKafka.Model;

namespace MiniKafka.Assignment;

/// <summary>What one member asks for, and what it says it has.</summary>
/// <param name="MemberId">The id the coordinator gave it.</param>
/// <param name="Topics">The topics it subscribed to.</param>
internal sealed record GroupSubscription(string MemberId, IReadOnlyCollection<string> Topics) : IComparable<GroupSubscription>
{
    /// <summary>The configured id of a static member, else null.</summary>
    public string? GroupInstanceId { get; init; }

    /// <summary>The partitions it owned when it joined.</summary>
    public IReadOnlyCollection<TopicPartition> OwnedPartitions { get; init; } = [];

    /// <summary>The generation in which it owned them; -1 when unknown.</summary>
    public int Generation { get; init; } = -1;

    /// <summary>
    /// Static members first, by instance id, then the others by member id: an order that outlives restarts of static
    /// members, whose member ids change.
    /// </summary>
    public int CompareTo(GroupSubscription? other) => (GroupInstanceId, other?.GroupInstanceId) switch
    {
        _ when other is null => 1,
        ({ } mine, { } theirs) => string.CompareOrdinal(mine, theirs),
        ({ }, null) => -1,
        (null, { }) => 1,
        _ => string.CompareOrdinal(MemberId, other.MemberId),
    };
}
