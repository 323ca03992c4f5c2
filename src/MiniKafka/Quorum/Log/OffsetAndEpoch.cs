namespace MiniKafka.Quorum.Log;

/// <summary>
/// An offset and the leader epoch of the record before it: the end of a log, a position in it, or a snapshot's name.
/// Ordered by epoch, then offset, which is the order of "more up to date".
/// </summary>
internal readonly record struct OffsetAndEpoch(long Offset, int Epoch) : IComparable<OffsetAndEpoch>
{
    /// <summary>The snapshot a directory is formatted with; it holds nothing but the first voters and is never sent.</summary>
    public static OffsetAndEpoch Bootstrap => default;

    public static bool operator <(OffsetAndEpoch left, OffsetAndEpoch right) => left.CompareTo(right) < 0;

    public static bool operator >(OffsetAndEpoch left, OffsetAndEpoch right) => left.CompareTo(right) > 0;

    public static bool operator <=(OffsetAndEpoch left, OffsetAndEpoch right) => left.CompareTo(right) <= 0;

    public static bool operator >=(OffsetAndEpoch left, OffsetAndEpoch right) => left.CompareTo(right) >= 0;

    public int CompareTo(OffsetAndEpoch other) => Epoch != other.Epoch ? Epoch.CompareTo(other.Epoch) : Offset.CompareTo(other.Offset);

    public override string ToString() => $"{Offset}@{Epoch}";
}
