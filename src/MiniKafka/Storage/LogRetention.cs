using MiniKafka.Storage.Files;
using MiniKafka.Storage.Segments;

namespace MiniKafka.Storage;

/// <summary>
/// Decides which of a log's oldest segments are due, and removes them. Only whole segments below the high watermark go; when
/// even the active one is due, it is sealed first. Runs on the partition's loop.
/// </summary>
internal static class LogRetention
{
    /// <summary>Removes what is due and returns how many segments that were. One that somebody else holds stays, and so do those behind it.</summary>
    public static int Apply(PartitionLog log, LogContext context)
    {
        var count = CountDue(log, context.NowMs);
        if (count == 0)
        {
            return 0;
        }

        if (count == log.Segments.Count && !TryRoll(log, context))
        {
            count--;
        }

        try
        {
            for (var i = 0; i < count; i++)
            {
                LogTruncation.RemoveSegment(log, log.Segments.First, context, stopsService: false);
            }
        }
        finally
        {
            BeginAtFirstSegment(log);
        }

        return count;
    }

    private static void BeginAtFirstSegment(PartitionLog log)
    {
        var first = log.Segments.First.BaseOffset;
        if (first > log.LogStartOffset)
        {
            log.SetLogStartOffset(first);
            log.Epochs.TruncateFromStart(first);
        }
    }

    /// <summary>Without room for a new segment, the active one stays until the others have made some.</summary>
    private static bool TryRoll(PartitionLog log, LogContext context)
    {
        try
        {
            LogRoll.Roll(log, context);
            return true;
        }
        catch (DiskFullException)
        {
            return false;
        }
    }

    private static int CountDue(PartitionLog log, long nowMs)
    {
        var config = log.Config;
        var excess = config.IsDeleted && config.RetentionBytes >= 0 ? log.Size - config.RetentionBytes : 0;
        var segments = log.Segments;
        for (var i = 0; i < segments.Count; i++)
        {
            var segment = segments[i];
            var end = segments.EndOf(i, log.LogEndOffset);
            if (end > log.HighWatermark || (i == segments.Count - 1 && segment.Size == 0))
            {
                return i;
            }

            excess -= segment.Size;
            var isDue = (i < segments.Count - 1 && end <= log.LogStartOffset)
                || (config.IsDeleted && config.RetentionBytes >= 0 && excess >= 0)
                || (config.IsDeleted && config.RetentionMs >= 0 && nowMs - segment.AgeStartMs > config.RetentionMs);
            if (!isDue)
            {
                return i;
            }
        }

        return segments.Count;
    }
}
