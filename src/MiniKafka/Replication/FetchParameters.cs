using MiniKafka.Model;

namespace MiniKafka.Replication;

/// <summary>What a reader asks of all partitions of one fetch.</summary>
internal sealed record FetchParameters
{
    private const int FutureReplicaId = -3;

    /// <summary>The broker id of a follower; negative for consumers.</summary>
    public int ReplicaId { get; init; } = -1;

    /// <summary>The follower's broker epoch, or -1.</summary>
    public long ReplicaEpoch { get; init; } = -1;

    public TimeSpan MaxWait { get; init; }

    public int MinBytes { get; init; }

    public int MaxBytes { get; init; } = int.MaxValue;

    public IsolationLevel Isolation { get; init; }

    /// <summary>The reader's rack; null when it cannot read from followers.</summary>
    public string? RackId { get; init; }

    /// <summary>The reader also named partitions that this broker has not heard of yet: its wait ends when one comes.</summary>
    public bool AwaitsNews { get; init; }

    public bool IsFollower => ReplicaId >= 0;

    /// <summary>A copy in another log directory of the same broker: sees all that followers see, from any replica.</summary>
    public bool IsFutureReplica => ReplicaId == FutureReplicaId;

    /// <summary>True when a follower says under which registration it fetches.</summary>
    public bool HasReplicaEpoch => IsFollower && ReplicaEpoch >= 0;
}
