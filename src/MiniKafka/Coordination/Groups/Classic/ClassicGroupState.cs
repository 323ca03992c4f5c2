namespace MiniKafka.Coordination.Groups.Classic;

/// <summary>Where a classic group stands; the names are those clients see.</summary>
internal enum ClassicGroupState
{
    /// <summary>No members; perhaps offsets.</summary>
    Empty,

    /// <summary>Waiting for all members to join again.</summary>
    PreparingRebalance,

    /// <summary>A new generation has begun; waiting for its leader's assignment.</summary>
    CompletingRebalance,

    /// <summary>Everybody has an assignment.</summary>
    Stable,
}
