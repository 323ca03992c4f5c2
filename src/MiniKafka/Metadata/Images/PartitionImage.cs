using System.Collections.Immutable;
using MiniKafka.Model;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Metadata.Images;

/// <summary>
/// What the cluster agreed on about one partition. Immutable. The leader epoch grows with every election, the partition epoch with every change.
/// </summary>
internal sealed record PartitionImage
{
    /// <summary>The leader of a partition that has none.</summary>
    public const int NoLeader = -1;

    /// <summary>In a change record: the leader stays.</summary>
    public const int NoLeaderChange = -2;

    public required int PartitionId { get; init; }

    /// <summary>The brokers that hold the partition; the first is the preferred leader.</summary>
    public required ImmutableArray<int> Replicas { get; init; }

    /// <summary>The log directory of each replica, in the order of <see cref="Replicas"/>.</summary>
    public ImmutableArray<Uuid> Directories { get; init; } = [];

    public required ImmutableArray<int> Isr { get; init; }

    /// <summary>Replicas outside the ISR that hold everything below the high watermark and so may lead (KIP-966).</summary>
    public ImmutableArray<int> EligibleLeaderReplicas { get; init; } = [];

    /// <summary>Who was eligible last, or who led last, once nobody is left.</summary>
    public ImmutableArray<int> LastKnownElr { get; init; } = [];

    /// <summary>Replicas that a reassignment takes away.</summary>
    public ImmutableArray<int> RemovingReplicas { get; init; } = [];

    /// <summary>Replicas that a reassignment brings in.</summary>
    public ImmutableArray<int> AddingReplicas { get; init; } = [];

    public int Leader { get; init; } = NoLeader;

    /// <summary>1 while an uncleanly elected leader has not recovered yet, else 0.</summary>
    public sbyte LeaderRecoveryState { get; init; }

    public int LeaderEpoch { get; init; }

    public int PartitionEpoch { get; init; }

    public bool HasLeader => Leader != NoLeader;

    public int PreferredLeader => Replicas.Length > 0 ? Replicas[0] : NoLeader;

    public bool IsReassigning => RemovingReplicas.Length > 0 || AddingReplicas.Length > 0;

    /// <summary>The directory of a broker's replica; zero when it holds none or has not said yet.</summary>
    public Uuid DirectoryOf(int brokerId)
    {
        var index = Replicas.IndexOf(brokerId);
        return index >= 0 && index < Directories.Length ? Directories[index] : Uuid.Zero;
    }

    public static PartitionImage From(PartitionRecord record) => new()
    {
        PartitionId = record.PartitionId,
        Replicas = [.. record.Replicas],
        Directories = [.. record.Directories],
        Isr = [.. record.Isr],
        EligibleLeaderReplicas = [.. record.EligibleLeaderReplicas ?? []],
        LastKnownElr = [.. record.LastKnownElr ?? []],
        RemovingReplicas = [.. record.RemovingReplicas],
        AddingReplicas = [.. record.AddingReplicas],
        Leader = record.Leader,
        LeaderRecoveryState = record.LeaderRecoveryState,
        LeaderEpoch = record.LeaderEpoch,
        PartitionEpoch = record.PartitionEpoch,
    };

    /// <summary>The partition after a change: what the record leaves out stays; a named leader begins a new leader epoch.</summary>
    public PartitionImage Merge(PartitionChangeRecord change) => this with
    {
        Replicas = change.Replicas is { } replicas ? [.. replicas] : Replicas,
        Directories = change.Directories is { } directories ? [.. directories] : Directories,
        Isr = change.Isr is { } isr ? [.. isr] : Isr,
        EligibleLeaderReplicas = change.EligibleLeaderReplicas is { } eligible ? [.. eligible] : EligibleLeaderReplicas,
        LastKnownElr = change.LastKnownElr is { } lastKnown ? [.. lastKnown] : LastKnownElr,
        RemovingReplicas = change.RemovingReplicas is { } removing ? [.. removing] : RemovingReplicas,
        AddingReplicas = change.AddingReplicas is { } adding ? [.. adding] : AddingReplicas,
        LeaderRecoveryState = change.LeaderRecoveryState >= 0 ? change.LeaderRecoveryState : LeaderRecoveryState,
        Leader = change.Leader == NoLeaderChange ? Leader : change.Leader,
        LeaderEpoch = change.Leader == NoLeaderChange ? LeaderEpoch : LeaderEpoch + 1,
        PartitionEpoch = PartitionEpoch + 1,
    };

    public PartitionRecord ToRecord(Uuid topicId) => new()
    {
        PartitionId = PartitionId,
        TopicId = topicId,
        Replicas = [.. Replicas],
        Isr = [.. Isr],
        RemovingReplicas = [.. RemovingReplicas],
        AddingReplicas = [.. AddingReplicas],
        Leader = Leader,
        LeaderRecoveryState = LeaderRecoveryState,
        LeaderEpoch = LeaderEpoch,
        PartitionEpoch = PartitionEpoch,
        Directories = [.. Directories],
        EligibleLeaderReplicas = EligibleLeaderReplicas.Length > 0 ? [.. EligibleLeaderReplicas] : null,
        LastKnownElr = LastKnownElr.Length > 0 ? [.. LastKnownElr] : null,
    };
}
