using System.Collections.Immutable;

namespace MiniKafka.Quorum.Voters;

/// <summary>One member of the quorum: who it is, where it listens (default listener first), and which kraft.version it speaks.</summary>
internal sealed record Voter(
    ReplicaKey Key,
    ImmutableArray<VoterEndpoint> Endpoints,
    short MinKRaftVersion = KRaftVersion.Static,
    short MaxKRaftVersion = KRaftVersion.Reconfigurable)
{
    public int Id => Key.Id;

    /// <summary>The endpoint under which other controllers reach this voter; null when it has none yet.</summary>
    public VoterEndpoint? DefaultEndpoint => Endpoints.IsDefaultOrEmpty ? null : Endpoints[0];

    public bool Equals(Voter? other) => other is not null
        && Key == other.Key
        && MinKRaftVersion == other.MinKRaftVersion
        && MaxKRaftVersion == other.MaxKRaftVersion
        && Endpoints.AsSpan().SequenceEqual(other.Endpoints.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Key, Endpoints.Length);
}
