namespace MiniKafka.Storage.Segments;

/// <summary>Seals a segment and begins the next one; saves the state of the last one at a clean stop. Runs on the partition's loop.</summary>
internal static class LogRoll
{
    /// <summary>
    /// Begins a segment at the log's end. Steps: indexes out, producers' state out, then the new segment; if one of the first
    /// two fails, the old segment stays active and complete.
    /// </summary>
    public static void Roll(PartitionLog log, LogContext context)
    {
        var sealedSegment = log.Segments.Active;
        if (sealedSegment.BaseOffset == log.LogEndOffset)
        {
            return;
        }

        SaveIndexes(log, sealedSegment);
        log.Flusher.AddWritten(log.Snapshots.Take(log.LogEndOffset, log.Producers.All));
        log.Segments.Add(new LogSegment(context, log.Directory, log.LogEndOffset, listedSize: 0));
        log.WantFlush();
    }

    /// <summary>Writes out all that the next start can then read instead of scanning; the flush that follows makes it durable.</summary>
    public static void SaveState(PartitionLog log)
    {
        log.Epochs.WriteOut();
        if (log.Segments.Active.Size > 0)
        {
            SaveIndexes(log, log.Segments.Active);
        }

        if (log.LogEndOffset > log.Segments.First.BaseOffset && !log.Snapshots.Offsets.Contains(log.LogEndOffset))
        {
            log.Flusher.AddWritten(log.Snapshots.Take(log.LogEndOffset, log.Producers.All));
        }
    }

    private static void SaveIndexes(PartitionLog log, LogSegment segment)
    {
        foreach (var path in segment.SaveIndexes(flush: false))
        {
            log.Flusher.AddWritten(path);
        }
    }
}
