using MiniKafka.Records;
using MiniKafka.Records.Compression;
using MiniKafka.Storage.Indexes;
using MiniKafka.Storage.Segments;

namespace MiniKafka.Storage.Logs;

/// <summary>A record found by its timestamp, and the epoch under which it was written (-1 when that is not known).</summary>
internal readonly record struct FoundTimestamp(long Timestamp, long Offset, int LeaderEpoch);

/// <summary>Finds records by timestamp: time index, then offset index, then the batches, then the records of one batch.</summary>
internal static class TimestampLookup
{
    /// <summary>The first record at or after the log start whose timestamp is at least the given one.</summary>
    public static FoundTimestamp? FirstAtOrAfter(LogState log, long timestamp, CompressionCodecs codecs)
    {
        foreach (var segment in log.Segments.All)
        {
            if (segment.Size == 0 || segment.Largest.Timestamp < timestamp)
            {
                continue;
            }

            using var scan = new BatchScanner(segment.File, ScanDepth.Batches, segment.PositionBefore(timestamp));
            while (scan.MoveNext())
            {
                var batch = scan.Current;
                if (batch.LastOffset >= log.LogStartOffset && batch.MaxTimestamp >= timestamp
                    && FindIn(batch, codecs, found => found.Timestamp >= timestamp && found.Offset >= log.LogStartOffset) is { } found)
                {
                    return WithEpoch(log, found);
                }
            }
        }

        return null;
    }

    /// <summary>The record with the largest timestamp in the log's segments, even when the log start has passed it.</summary>
    public static FoundTimestamp? Largest(LogState log, CompressionCodecs codecs)
    {
        LogSegment? newest = null;
        foreach (var segment in log.Segments.All)
        {
            if (segment.Size > 0 && (newest is null || segment.Largest.Timestamp > newest.Largest.Timestamp))
            {
                newest = segment;
            }
        }

        if (newest is null)
        {
            return null;
        }

        var largest = newest.Largest;
        using var scan = new BatchScanner(newest.File, ScanDepth.Batches, newest.Find(largest.Offset)?.Position ?? 0);
        while (scan.MoveNext())
        {
            if (scan.Current.MaxTimestamp == largest.Timestamp
                && FindIn(scan.Current, codecs, found => found.Timestamp == largest.Timestamp) is { } found)
            {
                // The epochs forget what lies before the log start; the batch does not.
                return new FoundTimestamp(found.Timestamp, found.Offset, scan.Current.PartitionLeaderEpoch);
            }
        }

        return largest.Timestamp == RecordBatchFormat.NoTimestamp ? null : WithEpoch(log, largest);
    }

    private static FoundTimestamp WithEpoch(LogState log, TimestampOffset found) => new(found.Timestamp, found.Offset, log.Epochs.EpochOf(found.Offset));

    private static TimestampOffset? FindIn(in RecordBatchView batch, CompressionCodecs codecs, Func<TimestampOffset, bool> isWanted)
    {
        // Without the codec the batch answers for its records.
        if (BatchRecords.Open(batch, codecs, out var records) != RecordsStatus.Open)
        {
            return new TimestampOffset(batch.MaxTimestamp, batch.LastOffset);
        }

        using (records)
        {
            var reader = records.GetReader();
            while (reader.MoveNext())
            {
                var found = new TimestampOffset(batch.TimestampOf(reader.Current.TimestampDelta), batch.BaseOffset + reader.Current.OffsetDelta);
                if (isWanted(found))
                {
                    return found;
                }
            }
        }

        return null;
    }
}
