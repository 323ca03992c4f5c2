using MiniKafka.Storage.Segments;

namespace MiniKafka.Storage.Logs;

/// <summary>Seals a segment and begins the next one; saves the state of the last one at a clean stop. Runs on the partition's loop.</summary>
internal sealed class LogRoll(LogState log, LogContext context)
{
    /// <summary>
    /// Begins a segment at the log's end. Steps: indexes out, producers' state out, then the new segment; if one of the first
    /// two fails, the old segment stays active and complete.
    /// </summary>
    public void Roll() => RollAt(log.LogEndOffset);

    /// <summary>
    /// Begins a segment for a batch. It begins at the log's end, and offsets that compaction took from the leader's log count as part of
    /// it; only when the batch is further ahead than offsets relative to that could tell does it begin at the batch.
    /// </summary>
    public void RollFor(long firstOffset, long lastOffset) => RollAt(lastOffset - log.LogEndOffset > int.MaxValue ? firstOffset : log.LogEndOffset);

    /// <summary>Writes out all that the next start can then read instead of scanning; the flush that follows makes it durable.</summary>
    public void SaveState()
    {
        log.Epochs.WriteOut();
        if (log.Segments.Active.Size > 0)
        {
            SaveIndexes(log.Segments.Active);
        }

        if (log.LogEndOffset > log.Segments.First.BaseOffset && !log.Snapshots.Offsets.Contains(log.LogEndOffset))
        {
            log.Flusher.AddWritten(log.Snapshots.Take(log.LogEndOffset, log.Producers.All));
        }
    }

    private void RollAt(long offset)
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

        SaveIndexes(sealedSegment);
        log.Flusher.AddWritten(log.Snapshots.Take(offset, log.Producers.All));
        log.Segments.Add(LogSegment.Begin(context, log.Directory, offset));
        log.Flusher.Want();
    }

    private void SaveIndexes(LogSegment segment) => log.Flusher.AddWritten(segment.SaveIndexes(flush: false));
}
