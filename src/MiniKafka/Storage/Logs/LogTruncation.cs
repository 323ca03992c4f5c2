using MiniKafka.Storage.Recovery;
using MiniKafka.Storage.Segments;

namespace MiniKafka.Storage.Logs;

/// <summary>Removes the end of a log, or all of it. Runs on the partition's loop.</summary>
internal sealed class LogTruncation(LogState log, LogMedium medium, LogContext context)
{
    /// <summary>Cuts at an offset: later segments go from the newest on, so that a crash in between leaves a log without a gap.</summary>
    public void TruncateTo(long offset)
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
            StartAt(offset);
            return;
        }

        if (segments.Count > 1 && segments.Active.BaseOffset >= offset)
        {
            while (segments.Count > 1 && segments.Active.BaseOffset >= offset)
            {
                RemoveSegment(segments.Active, stopsService: true);
            }

            // Coming back by a crash, they would stand behind the cut as if a file between them had been taken away.
            SyncRemovals();
        }

        segments.Active.TruncateTo(offset);
        log.Epochs.TruncateFromEnd(offset);
        log.Snapshots.DeleteAfter(offset);
        SyncRemovals();
        ProducerReplay.Rebuild(log.Producers, log.Snapshots, segments, offset);
        log.EndAt(log.LogStartOffset, offset);
    }

    /// <summary>
    /// Empties the log and lets it begin at an offset. Where that lies ahead, the new segment's file comes first and the old ones go from
    /// the oldest on: whatever a crash leaves, something tells where the log was, and before a gap everything is whole.
    /// </summary>
    public void StartAt(long offset)
    {
        var begun = log.Segments.All.FirstOrDefault(segment => segment.BaseOffset == offset && segment.Size == 0);
        if (begun is null && offset > log.Segments.Active.BaseOffset)
        {
            begun = LogSegment.Begin(context, log.Directory, offset);
            log.Segments.Add(begun);
        }

        var old = log.Segments.All.Where(segment => segment != begun);
        foreach (var segment in (begun is null ? old.Reverse() : old).ToList())
        {
            RemoveSegment(segment, stopsService: true);
        }

        if (begun is null)
        {
            begun = new LogSegment(context, log.Directory, offset, listedSize: 0);
            log.Segments.Add(begun);
        }

        if (offset > 0)
        {
            _ = begun.File;
        }

        log.Epochs.Clear();
        log.Snapshots.KeepOnly([]);
        log.Producers.Reset(offset, []);
        SyncRemovals();
        log.EndAt(offset, offset);
    }

    /// <summary>Takes a segment out again that began ahead of the log's end for a batch that then could not be appended.</summary>
    public void TakeBackEmpty()
    {
        if (log.Segments.Active.BaseOffset > log.LogEndOffset)
        {
            RemoveSegment(log.Segments.Active, stopsService: true);
        }
    }

    /// <summary>
    /// Takes a segment out of the log, and with it the snapshot of producers' state before it: its files are closed, renamed, and deleted
    /// after a while. The log file goes first, and nothing has changed when somebody else holds it; what is held of the others follows.
    /// </summary>
    public void RemoveSegment(LogSegment segment, bool stopsService)
    {
        segment.Close();
        var dueMs = context.NowMs + log.Config.FileDeleteDelayMs;
        context.Deletions.AddFile(segment.LogPath, dueMs, medium.Jobs);
        log.Segments.Remove(segment);
        foreach (var path in segment.IndexPaths)
        {
            medium.ToTheEnd(() => context.Deletions.AddFile(path, dueMs, medium.Jobs), stopsService);
        }

        medium.ToTheEnd(() => log.Snapshots.Delete(segment.BaseOffset), stopsService);
    }

    /// <summary>What was removed must not come back by a crash behind what is appended from now on.</summary>
    private void SyncRemovals() => context.FileSystem.SyncDirectory(log.Directory);
}
