using System.Globalization;

namespace MiniKafka.Quorum.Log;

/// <summary>The names of snapshot files: end offset and epoch in fixed width, and what state the file is in.</summary>
internal static class SnapshotNames
{
    private const string Suffix = ".checkpoint";
    private const string PartialSuffix = ".checkpoint.part";
    private const string DeletedSuffix = ".checkpoint.deleted";
    private const int OffsetDigits = 20;
    private const int EpochDigits = 10;

    public static string Complete(OffsetAndEpoch id) => Base(id) + Suffix;

    public static string Partial(OffsetAndEpoch id) => Base(id) + PartialSuffix;

    /// <summary>True for a file that was being written, or deleted, when the node stopped.</summary>
    public static bool IsLeftover(string name) =>
        name.EndsWith(DeletedSuffix, StringComparison.Ordinal) || name.EndsWith(PartialSuffix, StringComparison.Ordinal)
        || (name.EndsWith(".part", StringComparison.Ordinal) && name.Length > OffsetDigits && char.IsAsciiDigit(name[0]));

    public static bool TryParse(string name, out OffsetAndEpoch id)
    {
        id = default;
        if (!name.EndsWith(Suffix, StringComparison.Ordinal) || name.Length != OffsetDigits + 1 + EpochDigits + Suffix.Length)
        {
            return false;
        }

        if (!long.TryParse(name.AsSpan(0, OffsetDigits), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            || !int.TryParse(name.AsSpan(OffsetDigits + 1, EpochDigits), NumberStyles.None, CultureInfo.InvariantCulture, out var epoch))
        {
            return false;
        }

        id = new OffsetAndEpoch(offset, epoch);
        return true;
    }

    private static string Base(OffsetAndEpoch id) => string.Create(CultureInfo.InvariantCulture, $"{id.Offset:D20}-{id.Epoch:D10}");
}
