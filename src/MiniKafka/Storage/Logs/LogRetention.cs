using MiniKafka.Storage.Files;
using MiniKafka.Storage.Segments;

namespace MiniKafka.Storage.Logs;

/// <summary>
/// Decides which of a log's oldest segments are due, and removes them. Only whole segments below the high watermark go; when
/// even the active one is due, it is sealed first. Runs on the partition's loop.
/// </summary>
internal sealed class LogRetention(LogState log, LogRoll roll, LogTruncation truncation, LogContext context)
{
    private const int LeastFreed = 64 * 1024;

    /// <summary>Removes what is due and returns how many segments that were. One that somebody else holds stays, and so do those behind it.</summary>
    public int Apply() => Remove(CountDue(context.NowMs));

    /// <summary>
    /// Removes what lies below the log start alone, the active segment too when nothing of it is left and it is worth it: while it stays, lookups by
    /// time find its records, as in Apache Kafka.
    /// </summary>
    public int FreeBelowStart() => Remove(CountBelowStart(LeastFreed));

    /// <summary>Removes what lies below the log start alone, the active segment too when nothing of it is left.</summary>
    public int RemoveBelowStart() => Remove(CountBelowStart(leastActive: 1));

    private int Remove(int count)
    {
        if (count == 0)
        {
            return 0;
        }

        if (count == log.Segments.Count && !TryRoll())
        {
            count--;
        }

        try
        {
            for (var i = 0; i < count; i++)
            {
                truncation.RemoveSegment(log.Segments.First, stopsService: false);
            }
        }
        finally
        {
            BeginAtFirstSegment();
        }

        return count;
    }

    private void BeginAtFirstSegment()
    {
        var first = log.Segments.First.BaseOffset;
        if (first > log.LogStartOffset)
        {
            log.BeginAt(first);
            log.Epochs.TruncateFromStart(first);
        }
    }

    /// <summary>Without room for a new segment, the active one stays until the others have made some.</summary>
    private bool TryRoll()
    {
        try
        {
            roll.Roll();
            return true;
        }
        catch (DiskFullException)
        {
            return false;
        }
    }

    private int CountDue(long nowMs)
    {
        var config = log.Config;
        var excess = config.IsDeleted && config.RetentionBytes >= 0 ? log.Segments.Size - config.RetentionBytes : 0;
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

    /// <param name="leastActive">An active segment of fewer bytes stays.</param>
    private int CountBelowStart(int leastActive)
    {
        var segments = log.Segments;
        var count = 0;
        var isSmall = segments[segments.Count - 1].Size < leastActive;
        while (count < segments.Count - (isSmall ? 1 : 0) && segments.EndOf(count, log.LogEndOffset) <= Math.Min(log.LogStartOffset, log.HighWatermark))
        {
            count++;
        }

        return count;
    }
}
