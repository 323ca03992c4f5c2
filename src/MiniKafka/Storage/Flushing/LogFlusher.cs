using MiniKafka.Storage.Checkpoints;

namespace MiniKafka.Storage.Flushing;

/// <summary>
/// How far a log is durable, and what the next flush has to force. Owned by the partition's loop.
/// Invariant: FlushedOffset ≤ LogEndOffset; whatever lies below it survives a crash.
/// </summary>
internal sealed class LogFlusher(PartitionLog log, long recoveryPoint)
{
    private readonly SortedSet<string> _writtenPaths = new(StringComparer.Ordinal);
    private readonly List<LogFlush> _running = [];
    private bool _isDirectoryNew = true;

    /// <summary>Everything below is durable: where recovery begins after a crash.</summary>
    public long FlushedOffset { get; private set; } = recoveryPoint;

    /// <summary>When the oldest unflushed batch was appended; null when everything is flushed or being flushed.</summary>
    public long? UnflushedSinceMs { get; private set; }

    public bool IsFlushed => FlushedOffset >= log.LogEndOffset;

    /// <summary>Notes a small file that was written and has to be durable before the recovery point passes its segment.</summary>
    public void AddWritten(string path) => _writtenPaths.Add(path);

    /// <summary>Asks for a flush when as many records are not durable as may be.</summary>
    public void WantIfDue()
    {
        if (log.LogEndOffset - FlushedOffset >= log.Config.FlushMessages)
        {
            log.WantFlush();
        }
    }

    /// <summary>Notes the time at which something unflushed was first seen.</summary>
    public bool IsDue(long nowMs)
    {
        if (IsFlushed)
        {
            UnflushedSinceMs = null;
            return false;
        }

        UnflushedSinceMs ??= nowMs;
        return nowMs - UnflushedSinceMs >= log.Config.FlushMs;
    }

    /// <summary>What has to be forced so that the log is durable up to its present end; null when it is already.</summary>
    public LogFlush? Begin()
    {
        if (log.IsOffline || (IsFlushed && _writtenPaths.Count == 0))
        {
            return null;
        }

        var flush = new LogFlush(log, log.LogEndOffset);
        var segments = log.Segments;
        for (var i = Math.Max(0, segments.IndexOf(FlushedOffset)); i < segments.Count; i++)
        {
            if (segments[i].Size == 0)
            {
                continue;
            }

            flush.Files.Add(segments[i].File);
            if (segments[i].IsNewlyCreated)
            {
                flush.Segments.Add(segments[i]);
                flush.Directories.Add(log.Directory);
            }
        }

        if (_isDirectoryNew && flush.Directories.Count > 0)
        {
            flush.Directories.Add(Path.GetDirectoryName(log.Directory)!);
        }

        if (log.Epochs.TakeDirty())
        {
            flush.HoldsEpochs = true;
            _writtenPaths.Add(Path.Combine(log.Directory, LeaderEpochCheckpointFile.Name));
        }

        if (_writtenPaths.Count > 0)
        {
            flush.Paths.AddRange(_writtenPaths);
            flush.Directories.Add(log.Directory);
            _writtenPaths.Clear();
        }

        UnflushedSinceMs = null;
        _running.Add(flush);
        return flush;
    }

    /// <summary>The flush ran: what it covered is durable, and readers may see it.</summary>
    public void Complete(LogFlush flush)
    {
        _running.Remove(flush);
        if (flush.HoldsEpochs)
        {
            log.ReleaseEpochs();
        }

        _isDirectoryNew &= flush.Directories.Count == 0;
        foreach (var segment in flush.Segments)
        {
            segment.MarkNameDurable();
        }

        FlushedOffset = Math.Max(FlushedOffset, Math.Min(flush.Offset, log.LogEndOffset));
        log.OnFlushed();
    }

    /// <summary>The flush was given up before it forced anything; the next one has to.</summary>
    public void TakeBack(LogFlush flush)
    {
        _running.Remove(flush);
        _writtenPaths.UnionWith(flush.Paths);
        if (flush.HoldsEpochs)
        {
            log.ReleaseEpochs();
        }
    }

    /// <summary>Offsets from here on may be written again with other bytes, which no running flush covers.</summary>
    public void OnTruncated(long offset)
    {
        FlushedOffset = Math.Min(FlushedOffset, offset);
        foreach (var flush in _running)
        {
            flush.Offset = Math.Min(flush.Offset, offset);
        }
    }
}
