using MiniKafka.Runtime;
using MiniKafka.Storage;

namespace MiniKafka.Replication;

/// <summary>What the replicas of one broker have in common: its loop, the way to the controller, and what the metadata says about brokers.</summary>
internal sealed class ReplicationContext(EventLoop loop, IIsrChannel channel)
{
    public EventLoop Loop { get; } = loop;

    public IIsrChannel Channel { get; } = channel;

    /// <summary>What this broker's replicas have done.</summary>
    public ReplicaCounts Counts { get; init; } = new();

    /// <summary>A follower that was not caught up for longer leaves the in-sync set.</summary>
    public long MaxLagMs { get; set; } = 30_000;

    /// <summary>Whether a broker, under a registration or any (-1), may be in sync: known, not fenced, not about to stop.</summary>
    public required Func<int, long, bool> MayBeInSync { get; init; }

    /// <summary>The epoch under which a broker that is not fenced is registered; -1 for others.</summary>
    public required Func<int, long> EpochOf { get; init; }

    /// <summary>The rack of a broker, null when it has none.</summary>
    public Func<int, string?> RackOf { get; init; } = static _ => null;

    /// <summary>True when consumers are sent to a replica in their own rack.</summary>
    public bool PrefersNearReplicas { get; init; }

    /// <summary>How fast others may copy what this broker leads; null for as fast as they can.</summary>
    public ReplicationQuota? LeaderQuota { get; init; }

    /// <summary>What followers will copy of the logs in memory that this broker leads; null when they lie elsewhere.</summary>
    public PromisedCopies? Promised { get; init; }

    public long NowMs => Loop.Clock.GetTimestamp() * 1000 / Loop.Clock.TimestampFrequency;
}
