using MiniKafka.Configuration.Changes;
using MiniKafka.Metadata.Images;

namespace MiniKafka.Metadata.Control;

/// <summary>Steps to change what one resource has of its own.</summary>
internal sealed record ConfigAlteration(ConfigResource Resource, IReadOnlyList<ConfigChange> Changes)
{
    /// <summary>What the steps set takes the place of all that the resource has; else of the same keys only.</summary>
    public bool Replaces { get; init; }
}

/// <summary>What became of one resource's change.</summary>
internal sealed record AlteredConfigs(ConfigResource Resource, Outcome Outcome);
