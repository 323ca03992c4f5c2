using MiniKafka.Storage.Checkpoints;
using MiniKafka.Storage.Segments;

namespace MiniKafka.Storage.Flushing;

/// <summary>
/// How far a log is durable, and what the next flush has to force. Owned by the partition's loop.
/// Invariant: FlushedOffset ≤ LogEndOffset; whatever lies below it survives a crash.
/// </summary>
internal sealed class LogFlusher(string directory, LogSegments segments, LeaderEpochCache epochs, long recoveryPoint)
{
    private readonly SortedSet<string> _writtenPaths = new(StringComparer.Ordinal);
    private readonly List<LogFlush> _running = [];
    private bool _isDirectoryNew = true;

    /// <summary>Enough was appended that the configuration wants a flush, or a segment was sealed.</summary>
    public event Action? Wanted;

    /// <summary>Everything below is durable: where recovery begins after a crash.</summary>
    public long FlushedOffset { get; private set; } = recoveryPoint;

    /// <summary>When the oldest unflushed batch was appended; null when everything is flushed or being flushed.</summary>
    public long? UnflushedSinceMs { get; private set; }

    /// <summary>Notes small files that were written and have to be durable before the recovery point passes their segment.</summary>
    public void AddWritten(params IEnumerable<string> paths) => _writtenPaths.UnionWith(paths);

    public void Want() => Wanted?.Invoke();

    /// <summary>Asks for a flush when as many records are not durable as may be.</summary>
    public void WantIfDue(long logEndOffset, long flushMessages)
    {
        if (logEndOffset - FlushedOffset >= flushMessages)
        {
            Want();
        }
    }

    /// <summary>Notes the time at which something unflushed was first seen.</summary>
    public bool IsDue(long logEndOffset, long flushMs, long nowMs)
    {
        if (FlushedOffset >= logEndOffset)
        {
            UnflushedSinceMs = null;
            return false;
        }

        UnflushedSinceMs ??= nowMs;
        return nowMs - UnflushedSinceMs >= flushMs;
    }

    /// <summary>What has to be forced so that the log is durable up to its present end; null when it is already.</summary>
    public LogFlush? Begin(long logEndOffset)
    {
        if (FlushedOffset >= logEndOffset && _writtenPaths.Count == 0)
        {
            return null;
        }

        var flush = new LogFlush(logEndOffset);
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
                flush.Directories.Add(directory);
            }
        }

        if (_isDirectoryNew && flush.Directories.Count > 0)
        {
            flush.Directories.Add(Path.GetDirectoryName(directory)!);
        }

        if (epochs.TakeDirty())
        {
            flush.HoldsEpochs = true;
            _writtenPaths.Add(Path.Combine(directory, LeaderEpochCheckpointFile.Name));
        }

        if (_writtenPaths.Count > 0)
        {
            flush.Paths.AddRange(_writtenPaths);
            flush.Directories.Add(directory);
            _writtenPaths.Clear();
        }

        UnflushedSinceMs = null;
        _running.Add(flush);
        return flush;
    }

    /// <summary>The flush ran: what it covered is durable.</summary>
    public void Complete(LogFlush flush, long logEndOffset)
    {
        _running.Remove(flush);
        _isDirectoryNew &= flush.Directories.Count == 0;
        foreach (var segment in flush.Segments)
        {
            segment.MarkNameDurable();
        }

        FlushedOffset = Math.Max(FlushedOffset, Math.Min(flush.Offset, logEndOffset));
    }

    /// <summary>The flush was given up before it forced anything; the next one has to.</summary>
    public void TakeBack(LogFlush flush)
    {
        _running.Remove(flush);
        AddWritten(flush.Paths);
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
