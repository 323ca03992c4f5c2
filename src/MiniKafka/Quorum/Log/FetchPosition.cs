namespace MiniKafka.Quorum.Log;

/// <summary>What a leader makes of the position a replica wants to fetch from.</summary>
internal enum FetchPositionKind
{
    /// <summary>Both logs agree up to there.</summary>
    Valid,

    /// <summary>The logs part before; the position tells where this log's part of the replica's epoch ends.</summary>
    Diverging,

    /// <summary>The log no longer reaches back that far; the position names the snapshot to take instead.</summary>
    Snapshot,
}

/// <summary>The answer to "may a replica fetch from here", with the offset and epoch to go to if not.</summary>
internal readonly record struct FetchPosition(FetchPositionKind Kind, OffsetAndEpoch At);
