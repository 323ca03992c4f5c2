using Microsoft.Extensions.Logging;
using MiniKafka.Storage.Checkpoints;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Producers;
using MiniKafka.Storage.Segments;

namespace MiniKafka.Storage.Recovery;

/// <summary>
/// Opens a partition's directory. After a clean stop only small files are read. After a crash the segments from the recovery
/// point on are checked batch by batch and the log ends at the first bad byte; indexes, producers and epochs are rebuilt.
/// Runs on the loop or on a worker, before anybody else knows the log.
/// </summary>
internal sealed class LogLoader
{
    private readonly LogContext _context;
    private readonly LogConfig _config;
    private readonly LogOpening _opening;
    private readonly SegmentFiles _files;
    private readonly LogSegments _segments = new();
    private readonly ProducerStates _producers = new();
    private readonly ProducerSnapshots _snapshots;
    private readonly LeaderEpochCache _epochs;
    private readonly List<string> _writtenPaths = [];
    private bool _areEpochsLost;

    private LogLoader(LogContext context, LogConfig config, LogOpening opening)
    {
        _context = context;
        _config = config;
        _opening = opening;
        _files = SegmentFiles.Read(context, opening.Directory);
        _snapshots = new ProducerSnapshots(context.FileSystem, opening.Directory);
        _epochs = new LeaderEpochCache(new LeaderEpochCheckpointFile(context.FileSystem, opening.Directory));
    }

    public static LoadedLog Load(LogContext context, LogConfig config, LogOpening opening)
    {
        var loader = new LogLoader(context, config, opening);
        return loader.Load();
    }

    private LoadedLog Load()
    {
        _files.Snapshots.ForEach(_snapshots.AddFound);
        if (_files.Logs.Count == 0)
        {
            return LoadEmpty();
        }

        foreach (var (baseOffset, size) in _files.Logs)
        {
            _segments.Add(new LogSegment(_context, _opening.Directory, baseOffset, size));
        }

        _areEpochsLost = !_epochs.Load();
        var recoverFrom = _opening.WasCleanShutdown ? _segments.Count : Math.Max(0, _segments.IndexOf(_opening.RecoveryPoint));
        var rebuildFrom = FirstWithoutIndexes(_opening.WasCleanShutdown ? recoverFrom : FirstUnsureOfIndexes(recoverFrom));
        if (_areEpochsLost)
        {
            _context.Logger.EpochsRebuilt(_opening.Directory);
            rebuildFrom = 0;
        }

        long endOffset;
        if (rebuildFrom == _segments.Count)
        {
            endOffset = EndOf(_segments.Active);
            ProducerReplay.Rebuild(_producers, _snapshots, _segments, endOffset);
        }
        else
        {
            endOffset = Rebuild(rebuildFrom, recoverFrom);
        }

        return Finish(endOffset);
    }

    private LoadedLog LoadEmpty()
    {
        // Without a log file, a directory tells only where the log begins.
        var start = Math.Max(0, _opening.LogStartOffset);
        _segments.Add(new LogSegment(_context, _opening.Directory, start, listedSize: 0));
        _epochs.Load();
        _epochs.TruncateFromEnd(start + 1);
        _snapshots.KeepOnly([]);
        _producers.Reset(start, []);
        return Result(start, start, start);
    }

    private LoadedLog Finish(long endOffset)
    {
        var logStart = Math.Max(_opening.LogStartOffset, _segments.First.BaseOffset);
        if (endOffset < logStart)
        {
            // The log was cut below what DeleteRecords had removed: nothing that may be read is left.
            foreach (var segment in _segments.All.ToList())
            {
                Remove(segment, endOffset);
            }

            _epochs.Clear();
            _snapshots.KeepOnly([]);
            _producers.Reset(logStart, []);
            _segments.Add(new LogSegment(_context, _opening.Directory, logStart, listedSize: 0));
            return Result(logStart, logStart, logStart);
        }

        // An epoch may begin at the end: its leader had appended nothing yet.
        _epochs.TruncateFromEnd(endOffset + 1);
        _epochs.TruncateFromStart(logStart);
        _producers.RemoveExpired(_context.NowMs, _config.ProducerIdExpirationMs);
        var recoveryPoint = _opening.WasCleanShutdown ? endOffset : Math.Min(_opening.RecoveryPoint, endOffset);
        return Result(logStart, endOffset, recoveryPoint);
    }

    private LoadedLog Result(long logStart, long endOffset, long recoveryPoint) => new(_opening.Directory, _segments, _producers, _snapshots, _epochs)
    {
        LogStartOffset = logStart,
        LogEndOffset = endOffset,
        RecoveryPoint = recoveryPoint,
        HighWatermark = Math.Clamp(_opening.HighWatermark, logStart, endOffset),
        WrittenPaths = _writtenPaths,
    };

    /// <summary>Walks over the segments from <paramref name="rebuildFrom"/> on and returns the log's end.</summary>
    private long Rebuild(int rebuildFrom, int recoverFrom)
    {
        ProducerReplay.Start(_producers, _snapshots, _segments, _segments[rebuildFrom].BaseOffset);
        for (var i = Math.Max(0, _segments.IndexOf(_producers.NextOffset)); i < rebuildFrom; i++)
        {
            ProducerReplay.Replay(_producers, _segments[i], _segments[rebuildFrom].BaseOffset);
        }

        var firstRebuilt = _segments[rebuildFrom].BaseOffset;
        var state = new RecoveryState(_producers, _epochs, _config.IndexIntervalBytes, _context.Logger);
        for (var i = rebuildFrom; i < _segments.Count; i++)
        {
            var segment = _segments[i];
            TakeSnapshot(segment.BaseOffset, isRecovered: i >= recoverFrom);
            _producers.SkipTo(segment.BaseOffset);
            if (!SegmentRecovery.Run(segment, state, mayCut: i >= recoverFrom) || (i >= recoverFrom && LacksEnd(i)))
            {
                RemoveAfter(i);
            }

            _writtenPaths.AddRange(segment.SaveIndexes(flush: false));
        }

        if (!_opening.WasCleanShutdown)
        {
            RemoveStraySnapshots(firstRebuilt);
            _context.Logger.LogRecovered(_opening.Directory, _opening.RecoveryPoint, _producers.NextOffset, _segments.Count);
        }

        return _producers.NextOffset;
    }

    private void TakeSnapshot(long offset, bool isRecovered)
    {
        if (isRecovered && offset > _segments.First.BaseOffset && !_snapshots.Offsets.Contains(offset))
        {
            _writtenPaths.Add(_snapshots.Take(offset, _producers.All));
        }
    }

    /// <summary>After a crash only snapshots at the beginnings of segments are known to fit the log.</summary>
    private void RemoveStraySnapshots(long from)
    {
        var kept = new SortedSet<long>(_segments.All.Select(segment => segment.BaseOffset));
        kept.UnionWith(_snapshots.Offsets.Where(offset => offset < from));
        _snapshots.KeepOnly(kept);
    }

    /// <summary>
    /// The medium has the next segment, but not the last batches of this one: they were not flushed together. A next segment that begins
    /// further ahead than this one's offsets reach was begun for a batch from there, and nothing was in between.
    /// </summary>
    private bool LacksEnd(int index)
    {
        if (index + 1 == _segments.Count)
        {
            return false;
        }

        var (segment, next) = (_segments[index], _segments[index + 1]);
        var isFarAhead = next.Size > 0 && next.BaseOffset - segment.BaseOffset > int.MaxValue + 1L;
        return next.BaseOffset > Math.Max(_producers.NextOffset, _opening.CleanedOffset) && !isFarAhead;
    }

    private void RemoveAfter(int index)
    {
        var removed = _segments.All.Skip(index + 1).Reverse().ToList();
        foreach (var segment in removed)
        {
            Remove(segment, _producers.NextOffset);
        }

        if (removed.Count > 0)
        {
            _context.FileSystem.SyncDirectory(_opening.Directory);
        }
    }

    private void Remove(LogSegment segment, long endOffset)
    {
        _context.Logger.SegmentRemoved(segment.LogPath, segment.Size, endOffset);
        _segments.Remove(segment);
        segment.Close();
        foreach (var path in segment.Paths)
        {
            _context.FileSystem.DeleteFileIfExists(path);
        }

        _snapshots.Delete(segment.BaseOffset);
    }

    /// <summary>
    /// The segment that ends at the recovery point counts too: its batches were flushed, but if it was sealed only afterwards, its indexes
    /// may be those of an earlier time. If not even the name of its transaction index is there, those before it may lack theirs as well.
    /// </summary>
    private int FirstUnsureOfIndexes(int recoverFrom)
    {
        var first = Math.Max(0, _segments.IndexOf(_opening.RecoveryPoint - 1));
        if (first < recoverFrom && !_files.Has(_segments[first].BaseOffset, LogSegment.TransactionIndexSuffix) && HasAborted(_segments[first]))
        {
            _context.Logger.IndexesRebuilt(_segments[first].LogPath, "aborted transactions are in no index");
            return 0;
        }

        return first;
    }

    private static bool HasAborted(LogSegment segment)
    {
        using var scan = new BatchScanner(segment.File, ScanDepth.Batches);
        while (scan.MoveNext())
        {
            if (scan.Current.IsControl && EndTransactionMarker.Read(scan.Current) is { IsAbort: true })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The first segment before <paramref name="end"/> whose indexes are missing or unsound. After a clean stop only their
    /// presence is asked for, so that opening reads nothing.
    /// </summary>
    private int FirstWithoutIndexes(int end)
    {
        for (var i = 0; i < Math.Min(end, _segments.Count); i++)
        {
            var segment = _segments[i];
            var reason = segment.Size == 0 ? null
                : !_files.Has(segment.BaseOffset, LogSegment.OffsetIndexSuffix) || !_files.Has(segment.BaseOffset, LogSegment.TimeIndexSuffix) ? "a file is missing"
                : _opening.WasCleanShutdown || AreSound(segment) ? null
                : "a file is torn or does not fit the log";
            if (reason is not null)
            {
                _context.Logger.IndexesRebuilt(segment.LogPath, reason);
                return i;
            }
        }

        return end;
    }

    private static bool AreSound(LogSegment segment) =>
        segment.Offsets.IsSound(segment.Size) && segment.Times.IsSound() && segment.Aborted.IsSound(segment.BaseOffset);

    private static long EndOf(LogSegment segment)
    {
        if (segment.Size == 0)
        {
            return segment.BaseOffset;
        }

        using var scan = new BatchScanner(segment.File, ScanDepth.Headers, segment.Offsets.Floor(long.MaxValue).Position);
        var end = segment.BaseOffset;
        while (scan.MoveNext())
        {
            end = scan.Current.NextOffset;
        }

        return end;
    }
}
