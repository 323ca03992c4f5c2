namespace MiniKafka.Storage.Segments;

/// <summary>Seals a segment and begins the next one; saves the state of the last one at a clean stop. Runs on the partition's loop.</summary>
internal static class LogRoll
{
    /// <summary>
    /// Begins a segment at the log's end. Steps: indexes out, producers' state out, then the new segment; if one of the first
    /// two fails, the old segment stays active and complete.
    /// </summary>
    public static void Roll(PartitionLog log, LogContext context) => RollAt(log, log.LogEndOffset, context);

    /// <summary>
    /// Begins a segment for a batch. It begins at the log's end, and offsets that compaction took from the leader's log count as part of
    /// it; only when the batch is further ahead than offsets relative to that could tell does it begin at the batch.
    /// </summary>
    public static void RollFor(PartitionLog log, long firstOffset, long lastOffset, LogContext context) =>
        RollAt(log, lastOffset - log.LogEndOffset > int.MaxValue ? firstOffset : log.LogEndOffset, context);

    /// <summary>Takes a segment out again that began ahead of the log's end for a batch that then could not be appended.</summary>
    public static void TakeBack(PartitionLog log, LogContext context)
    {
        if (log.Segments.Active.BaseOffset > log.LogEndOffset)
        {
            LogTruncation.RemoveSegment(log, log.Segments.Active, context, stopsService: true);
        }
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

    private static void RollAt(PartitionLog log, long offset, LogContext context)
    {
        var sealedSegment = log.Segments.Active;
        if (sealedSegment.BaseOffset == offset)
        {
            return;
        }

        if (sealedSegment.Size == 0)
        {
            // Nothing was appended where all offsets begin, and now something else tells where the log goes on.
            _ = sealedSegment.File;
        }

        SaveIndexes(log, sealedSegment);
        log.Flusher.AddWritten(log.Snapshots.Take(offset, log.Producers.All));
        log.Segments.Add(LogSegment.Begin(context, log.Directory, offset));
        log.WantFlush();
    }

    private static void SaveIndexes(PartitionLog log, LogSegment segment)
    {
        foreach (var path in segment.SaveIndexes(flush: false))
        {
            log.Flusher.AddWritten(path);
        }
    }
}
