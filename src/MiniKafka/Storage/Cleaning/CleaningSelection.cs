using MiniKafka.Storage.Logs;
using MiniKafka.Storage.Producers;
using MiniKafka.Storage.Segments;

namespace MiniKafka.Storage.Cleaning;

/// <summary>Decides whether a log is worth compacting, and how far that may go. Runs on the loop.</summary>
internal static class CleaningSelection
{
    /// <summary>
    /// The round to run; null when there is nothing to do. Never beyond the last stable offset, the active segment, what is
    /// durable, or a segment with records younger than the minimum lag.
    /// </summary>
    public static CleaningPlan? Plan(PartitionLog log, long cleanedOffset, long nowMs)
    {
        var config = log.Config;
        if (!config.IsCompacted || log.IsOffline || log.Segments.Count < 2)
        {
            return null;
        }

        var dirtyOffset = cleanedOffset < log.LogStartOffset || cleanedOffset > log.LogEndOffset ? log.LogStartOffset : cleanedOffset;
        var end = CountCleanable(log, dirtyOffset, nowMs);
        if (end == 0)
        {
            return null;
        }

        var segments = log.Segments.All.Take(end).ToList();
        var endOffset = log.Segments[end].BaseOffset;
        var dirty = segments.Where((_, index) => log.Segments[index + 1].BaseOffset > dirtyOffset).ToList();
        if (dirty.Count == 0 || !IsDue(segments, dirty, config, nowMs))
        {
            return null;
        }

        return new CleaningPlan(log.Directory, config, nowMs)
        {
            Segments = segments,
            DirtyOffset = dirtyOffset,
            EndOffset = endOffset,
            SegmentsEnd = endOffset,
            DirtyRatio = RatioOf(segments, dirty),
            AbortedTransactions = LogReader.FindAborted(log.Segments, segments[0].BaseOffset, endOffset),
            LastBatches = log.Producers.All.ToDictionary(producer => producer.ProducerId, LastBatchOf),
        };
    }

    private static bool IsDue(List<LogSegment> segments, List<LogSegment> dirty, LogConfig config, long nowMs)
    {
        var ratio = RatioOf(segments, dirty);
        var oldest = dirty.Min(segment => segment.FirstTimestamp is { } first and > 0 ? first : long.MaxValue);
        return (ratio > 0 && ratio > config.MinCleanableDirtyRatio) || (config.MaxCompactionLagMs < long.MaxValue && oldest < nowMs - config.MaxCompactionLagMs);
    }

    private static double RatioOf(List<LogSegment> segments, List<LogSegment> dirty) =>
        (double)dirty.Sum(segment => segment.Size) / Math.Max(1, segments.Sum(segment => segment.Size));

    private static int CountCleanable(PartitionLog log, long dirtyOffset, long nowMs)
    {
        var limit = Math.Min(log.LastStableOffset, log.FlushedOffset);
        var count = 0;
        while (count < log.Segments.Count - 1 && log.Segments[count + 1].BaseOffset <= limit)
        {
            var isDirty = log.Segments[count + 1].BaseOffset > dirtyOffset;
            if (log.Config.MinCompactionLagMs > 0 && isDirty && log.Segments[count].AgeStartMs > nowMs - log.Config.MinCompactionLagMs)
            {
                break;
            }

            count++;
        }

        return count;
    }

    private static CleaningPlan.LastBatch LastBatchOf(ProducerState producer) => new(producer.LastOffset, producer.ProducerEpoch);
}
