using System.Collections.Immutable;
using MiniKafka.Model;
using MiniKafka.Quorum.Voters;

namespace MiniKafka.Quorum;

/// <summary>
/// What one replica of the metadata log is told at start: who it is, the voters a fresh log begins with, and the limits
/// from the controller.quorum.* and metadata.* keys.
/// </summary>
internal sealed record QuorumOptions
{
    public required ReplicaKey Local { get; init; }

    public required string ClusterId { get; init; }

    /// <summary>The voters of a log that has none yet. Every node of a new cluster is started with the same ones.</summary>
    public required VoterSet InitialVoters { get; init; }

    /// <summary>Where the controllers of other processes find this node, the default listener first; empty leaves it to what the voters' record says.</summary>
    public ImmutableArray<VoterEndpoint> LocalEndpoints { get; init; } = [];

    /// <summary>True when controllers listen at the addresses that are told of them, false when only those of the same process reach each other.</summary>
    public bool AreControllersReachable { get; init; }

    /// <summary>A log that is damaged where it was committed is cut there, on purpose; otherwise it is not opened.</summary>
    public bool CutsDamage { get; init; }

    /// <summary>Whether a request is meant for this cluster; one that names none is.</summary>
    public bool IsMeant(string? clusterId) => clusterId is null || clusterId == ClusterId;

    /// <summary>What a request is told that is about another cluster, or not about the metadata log alone.</summary>
    public ErrorCode RefusalOf(string? clusterId) => IsMeant(clusterId) ? ErrorCode.InvalidRequest : ErrorCode.InconsistentClusterId;

    public int ElectionTimeoutMs { get; init; } = 1000;

    public int FetchTimeoutMs { get; init; } = 2000;

    public int ElectionBackoffMaxMs { get; init; } = 1000;

    public int RequestTimeoutMs { get; init; } = 2000;

    public int RetryBackoffMs { get; init; } = 20;

    /// <summary>How long a leader holds a fetch that has nothing new to answer, at most.</summary>
    public int FetchMaxWaitMs { get; init; } = 500;

    /// <summary>Largest answer to a Fetch or FetchSnapshot.</summary>
    public int FetchMaxBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>A snapshot is due after this many bytes of committed records.</summary>
    public long SnapshotMaxNewRecordBytes { get; init; } = 20 * 1024 * 1024;

    /// <summary>A snapshot is due this long after the first record that no snapshot holds; 0 or less: never.</summary>
    public long SnapshotMaxIntervalMs { get; init; } = 60 * 60 * 1000;

    /// <summary>Log and snapshots together may grow to this size before the oldest go; negative: no limit.</summary>
    public long RetentionBytes { get; init; } = 100 * 1024 * 1024;

    /// <summary>Snapshots older than this go, with the log before the next one; negative: no limit.</summary>
    public long RetentionMs { get; init; } = 7L * 24 * 60 * 60 * 1000;

    /// <summary>How often the log and its snapshots are looked over for what may go.</summary>
    public int CleanIntervalMs { get; init; } = 60_000;
}
