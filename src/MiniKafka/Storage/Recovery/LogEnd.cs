using MiniKafka.Records;
using MiniKafka.Storage.Segments;

namespace MiniKafka.Storage.Recovery;

/// <summary>Where a log ends, told by the headers of its last batches.</summary>
internal static class LogEnd
{
    /// <summary>
    /// The end of a segment that was closed cleanly, from its last index entry on; null when something else than whole batches is there, or
    /// the index leads to no batch: a copy tool or a full disk may have cut the file since.
    /// </summary>
    public static long? Find(LogSegment segment)
    {
        if (segment.Size == 0)
        {
            return segment.BaseOffset;
        }

        var start = segment.Offsets.Floor(long.MaxValue);
        using var scan = new BatchScanner(segment.File, ScanDepth.Headers, start.Position);
        long? end = null;
        while (scan.MoveNext())
        {
            if (end is null && start.Position > 0 && scan.Current.LastOffset != start.Offset)
            {
                return null;
            }

            end = scan.Current.NextOffset;
        }

        return scan.End == RegionEnd.Whole ? end : null;
    }

    /// <summary>How far offsets reach in what lies behind a place in one of the segments, as far as headers can be made out there.</summary>
    public static long Reach(LogSegments segments, int index, SegmentDamage damage)
    {
        var reach = Reach(segments[index], damage.Position, damage.Offset + 1);
        for (var i = index + 1; i < segments.Count; i++)
        {
            reach = Reach(segments[i], 0, reach);
        }

        return reach;
    }

    private static long Reach(LogSegment segment, long position, long reach)
    {
        if (position >= segment.Size)
        {
            return reach;
        }

        using var scan = new BatchScanner(segment.File, ScanDepth.Headers, position);
        while (scan.MoveNext() && scan.Current.BaseOffset >= segment.BaseOffset && scan.Current.LastOffset >= scan.Current.BaseOffset)
        {
            reach = Math.Max(reach, scan.Current.NextOffset);
        }

        return reach;
    }
}
