using MiniKafka.Storage.Indexes;
using MiniKafka.Storage.Segments;

namespace MiniKafka.Storage.Cleaning;

/// <summary>Neighbouring segments that become one, so that compaction does not leave a crowd of tiny ones.</summary>
internal sealed record CleaningGroup(IReadOnlyList<LogSegment> Segments)
{
    public long BaseOffset => Segments[0].BaseOffset;

    /// <summary>Groups segments as long as they fit into one together, by size, by index size, and by range of offsets.</summary>
    public static IReadOnlyList<CleaningGroup> Of(IReadOnlyList<LogSegment> segments, long endOffset, LogConfig config)
    {
        var groups = new List<CleaningGroup>();
        var current = new List<LogSegment>();
        for (var i = 0; i < segments.Count; i++)
        {
            var end = i + 1 < segments.Count ? segments[i + 1].BaseOffset : endOffset;
            if (current.Count > 0 && !Fits(current, segments[i], end, config))
            {
                groups.Add(new CleaningGroup(current));
                current = [];
            }

            current.Add(segments[i]);
        }

        if (current.Count > 0)
        {
            groups.Add(new CleaningGroup(current));
        }

        return groups;
    }

    private static bool Fits(List<LogSegment> group, LogSegment next, long end, LogConfig config) =>
        group.Sum(segment => segment.Size) + next.Size <= config.SegmentBytes
        && (group.Sum(segment => (long)segment.Offsets.Entries.Count) + next.Offsets.Entries.Count) * OffsetIndex.EntrySize <= config.SegmentIndexBytes
        && (group.Sum(segment => (long)segment.Times.Entries.Count) + next.Times.Entries.Count) * TimeIndex.EntrySize <= config.SegmentIndexBytes
        && end - 1 - group[0].BaseOffset <= int.MaxValue;
}
