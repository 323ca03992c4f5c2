using MiniKafka.Storage.Recovery;
using MiniKafka.Storage.Segments;

namespace MiniKafka.Storage;

/// <summary>Removes the end of a log, or all of it. Runs on the partition's loop.</summary>
internal static class LogTruncation
{
    /// <summary>Cuts at an offset: later segments go from the newest on, so that a crash in between leaves a log without a gap.</summary>
    public static void TruncateTo(PartitionLog log, long offset, LogContext context)
    {
        if (offset >= log.LogEndOffset)
        {
            // An epoch may have begun here without a record, with a leader that nobody followed: kept, it would be found to diverge for ever.
            log.Epochs.TruncateFromEnd(log.LogEndOffset);
            return;
        }

        var segments = log.Segments;
        if (offset <= segments.First.BaseOffset && offset < log.LogStartOffset)
        {
            StartAt(log, offset, context);
            return;
        }

        while (segments.Count > 1 && segments.Active.BaseOffset >= offset)
        {
            RemoveSegment(log, segments.Active, context);
        }

        segments.Active.TruncateTo(offset);
        log.Epochs.TruncateFromEnd(offset);
        log.Snapshots.DeleteAfter(offset);
        SyncRemovals(log, context);
        ProducerReplay.Rebuild(log.Producers, log.Snapshots, segments, offset);
        log.SetOffsetsAfterTruncation(log.LogStartOffset, offset);
        log.Producers.OnHighWatermark(log.HighWatermark);
    }

    /// <summary>
    /// Empties the log and lets it begin at an offset. Where that lies ahead, the new segment's file comes first and the old ones go from
    /// the oldest on: whatever a crash leaves, something tells where the log was, and before a gap everything is whole.
    /// </summary>
    public static void StartAt(PartitionLog log, long offset, LogContext context)
    {
        var old = log.Segments.All;
        var ahead = offset > log.Segments.Active.BaseOffset ? LogSegment.Begin(context, log.Directory, offset) : null;
        foreach (var segment in (ahead is null ? old.Reverse() : old).ToList())
        {
            RemoveSegment(log, segment, context);
        }

        log.Epochs.Clear();
        log.Snapshots.KeepOnly([]);
        log.Producers.Reset(offset, []);
        log.Segments.Add(ahead ?? LogSegment.Begin(context, log.Directory, offset));
        SyncRemovals(log, context);
        log.SetOffsetsAfterTruncation(offset, offset);
        log.SetLogStartOffset(offset);
    }

    /// <summary>What was removed must not come back by a crash behind what is appended from now on.</summary>
    private static void SyncRemovals(PartitionLog log, LogContext context) => context.FileSystem.SyncDirectory(log.Directory);

    /// <summary>Takes a segment out of the log, and with it the snapshot of producers' state before it.</summary>
    public static void RemoveSegment(PartitionLog log, LogSegment segment, LogContext context)
    {
        RemoveSegmentFiles(log, segment, context);
        log.Snapshots.Delete(segment.BaseOffset);
    }

    /// <summary>Takes a segment out of the log: its files are closed, renamed, and deleted after a while.</summary>
    public static void RemoveSegmentFiles(PartitionLog log, LogSegment segment, LogContext context)
    {
        log.Segments.Remove(segment);
        segment.Close();
        var dueMs = context.NowMs + log.Config.FileDeleteDelayMs;
        foreach (var path in segment.Paths)
        {
            context.Deletions.AddFile(path, dueMs, log.Jobs);
        }
    }
}
