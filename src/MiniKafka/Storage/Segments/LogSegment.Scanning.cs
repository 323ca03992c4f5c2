using MiniKafka.Records;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Indexes;

namespace MiniKafka.Storage.Segments;

/// <content>What the indexes do not tell is read from the log itself.</content>
internal sealed partial class LogSegment
{
    private TimestampOffset FindLargest()
    {
        if (Size == 0)
        {
            return TimestampOffset.None;
        }

        var wasClosed = _file is null;
        var largest = _mustScanForLargest ? ScanForLargest(Times.Last) : LargestByIndex();
        if (wasClosed)
        {
            Close();
        }

        return largest;
    }

    private TimestampOffset LargestByIndex()
    {
        var last = Times.Last;
        if (last.Offset < 0)
        {
            return ScanForLargest(last);
        }

        if (Find(last.Offset) is { } batch && batch.MaxTimestamp == last.Timestamp)
        {
            return last;
        }

        RebuildIndexes();
        return _largest ?? TimestampOffset.None;
    }

    private TimestampOffset ScanForLargest(TimestampOffset largest)
    {
        var start = largest.Offset < 0 ? 0 : Offsets.Floor(largest.Offset).Position;
        return SegmentTimestamps.Largest(File, start, largest);
    }

    private void RebuildIndexes()
    {
        _context.Logger.IndexesRebuilt(LogPath, "an entry does not fit the batch it points at");
        Offsets.Entries.Clear();
        Times.Entries.Clear();
        _largest = TimestampOffset.None;
        _bytesSinceIndexEntry = 0;
        using var scan = new BatchScanner(File, ScanDepth.Headers);
        while (scan.MoveNext())
        {
            Index(scan.Current, scan.Position, RebuildIntervalBytes);
        }

        try
        {
            SaveIndexes(flush: true);
        }
        catch (RefusedException)
        {
            // Those in memory are right, and whoever meets the damaged files again builds them again.
        }
    }
}
