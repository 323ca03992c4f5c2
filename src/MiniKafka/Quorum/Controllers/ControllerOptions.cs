using System.Collections.Immutable;

namespace MiniKafka.Quorum.Controllers;

/// <summary>What the active controller is told at start.</summary>
internal sealed record ControllerOptions
{
    public required string ClusterId { get; init; }

    public int NodeId { get; init; }

    public int BrokerSessionTimeoutMs { get; init; } = 9000;

    /// <summary>Feature levels that a new cluster begins with.</summary>
    public required ImmutableSortedDictionary<string, short> BootstrapFeatures { get; init; }

    /// <summary>min.insync.replicas that a new cluster begins with, which the eligible leader replicas depend on.</summary>
    public int BootstrapMinInsyncReplicas { get; init; } = 1;
}
