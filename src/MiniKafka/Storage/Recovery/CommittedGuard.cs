namespace MiniKafka.Storage.Recovery;

/// <summary>What recovery must not cut off from a log that stands for more than its records, as the cluster's metadata do.</summary>
/// <param name="CommittedOffset">Everything below was committed and flushed.</param>
/// <param name="SnapshotOffset">Everything below is in a snapshot beside the log too; 0 without one.</param>
/// <param name="WasClosed">The last owner flushed and closed the log: a batch that is not whole is no torn end.</param>
internal sealed record CommittedGuard(long CommittedOffset, long SnapshotOffset, bool WasClosed)
{
    /// <summary>Everything is checked, and nothing is refused.</summary>
    public static CommittedGuard None { get; } = new(0, 0, WasClosed: false);

    /// <summary>
    /// Whether damage at an offset, behind which offsets can be made out up to another, must not be answered by cutting there. What a
    /// snapshot has is not lost; but the log was flushed as far as the snapshot reaches, so damage below is no torn end.
    /// </summary>
    public bool Refuses(long damagedOffset, long reach)
    {
        var firstLost = Math.Max(damagedOffset, SnapshotOffset);
        return firstLost < CommittedOffset || (reach > firstLost && (WasClosed || damagedOffset < SnapshotOffset));
    }
}
