using MiniKafka.Storage.Files;
using MiniKafka.Storage.Indexes;

namespace MiniKafka.Storage.Segments;

/// <summary>Timestamps read from the batches of a log file, where no index tells them.</summary>
internal static class SegmentTimestamps
{
    /// <summary>The largest timestamp of the first batch; null when there is no whole batch.</summary>
    public static long? First(IFile file)
    {
        using var scan = new BatchScanner(file, ScanDepth.Headers);
        return scan.MoveNext() ? scan.Current.MaxTimestamp : null;
    }

    /// <summary>The largest timestamp from a position on, unless the given one is larger.</summary>
    public static TimestampOffset Largest(IFile file, long position, TimestampOffset largest)
    {
        using var scan = new BatchScanner(file, ScanDepth.Headers, position);
        while (scan.MoveNext())
        {
            if (scan.Current.MaxTimestamp > largest.Timestamp)
            {
                largest = new TimestampOffset(scan.Current.MaxTimestamp, scan.Current.LastOffset);
            }
        }

        return largest;
    }
}
