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
internal sealed partial class LogLoader
{
    private readonly LogContext _context;
    private readonly LogConfig _config;
    private readonly LogOpening _opening;
    private readonly SegmentFiles _files;
    private readonly LogSegments _segments = new();
    private readonly ProducerStates _producers = new();
    private readonly ProducerSnapshots _snapshots;
    private readonly LeaderEpochCache _epochs;
    private bool _areEpochsLost;
    private bool _isCut;
    private bool _lostItsEnd;

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
        try
        {
            return loader.Load();
        }
        catch
        {
            // Whoever tries again, or takes the directory out of service, finds no file of it open.
            foreach (var segment in loader._segments.All)
            {
                segment.Close();
            }

            throw;
        }
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

        // A partition that was never written has no epochs, and Kafka leaves the file of one empty or out.
        _areEpochsLost = (!_epochs.Load() || _epochs.Epochs.Count == 0) && _files.Logs.Values.Any(size => size > 0);
        var lastWritten = Math.Max(0, _segments.All.ToList().FindLastIndex(segment => segment.Size > 0));
        var cleanEnd = _opening is { WasCleanShutdown: true, Guard: null } && LogEnd.Find(_segments[lastWritten]) is { } end ? Math.Max(end, _segments.Active.BaseOffset) : (long?)null;
        _lostItsEnd = _opening is { WasCleanShutdown: true, Guard: null } && cleanEnd is null;
        var recoverFrom = FirstToCheck(cleanEnd, lastWritten);
        var rebuildFrom = FirstWithoutIndexes(_opening.WasCleanShutdown ? recoverFrom : FirstUnsureOfIndexes(recoverFrom));
        if (_areEpochsLost)
        {
            _context.Logger.EpochsRebuilt(_opening.Directory);
            rebuildFrom = 0;
        }

        if (cleanEnd is { } whole && rebuildFrom == _segments.Count)
        {
            ProducerReplay.Rebuild(_producers, _snapshots, _segments, whole);
            return Finish(whole);
        }

        return Finish(Rebuild(rebuildFrom, recoverFrom));
    }

    /// <summary>
    /// The first segment whose batches are checked. After a clean stop there is none, unless the last one with batches turns out not to be
    /// whole: then whatever comes next must not be appended behind what nobody can read.
    /// </summary>
    private int FirstToCheck(long? cleanEnd, int lastWritten)
    {
        if (_opening.Guard is not null)
        {
            return 0;
        }

        return cleanEnd is not null ? _segments.Count
            : _opening.WasCleanShutdown ? lastWritten
            : Math.Max(0, _segments.IndexOf(_opening.RecoveryPoint));
    }

    /// <summary>
    /// Without a log file, the small files tell where the log went on: everything below was there once and was deleted. Offsets are never
    /// given twice.
    /// </summary>
    private LoadedLog LoadEmpty()
    {
        var start = Math.Max(Math.Max(0, _opening.LogStartOffset), Math.Max(_opening.RecoveryPoint, _files.Snapshots.DefaultIfEmpty().Max()));
        _epochs.Load();
        _epochs.TruncateFromEnd(start + 1);
        _epochs.TruncateFromStart(start);
        _snapshots.KeepOnly([start]);
        _producers.Reset(start, _snapshots.LoadAtOrBefore(start)?.Producers ?? []);
        _producers.RemoveExpired(_context.NowMs, _config.ProducerIdExpirationMs);
        return StartAt(start);
    }

    /// <summary>The log is empty and goes on at an offset, as the name of a file says from now on.</summary>
    private LoadedLog StartAt(long offset)
    {
        _segments.Add(LogSegment.Begin(_context, _opening.Directory, offset));
        if (offset > 0)
        {
            _context.FileSystem.SyncDirectory(_opening.Directory);
        }

        return Result(offset, offset, offset);
    }

    private LoadedLog Finish(long endOffset)
    {
        var logStart = Math.Max(_opening.LogStartOffset, _segments.First.BaseOffset);
        if (endOffset < logStart)
        {
            // The log was cut below what DeleteRecords had removed: nothing that may be read is left.
            _context.Logger.LogBelowItsStart(_opening.Directory, endOffset, logStart);
            _segments.All.ToList().ForEach(Remove);

            _epochs.Clear();
            _snapshots.KeepOnly([]);
            _producers.Reset(logStart, []);
            return StartAt(logStart);
        }

        if (endOffset < _opening.RecoveryPoint && !_isCut)
        {
            _context.Logger.FlushedRecordsMissing(_opening.Directory, endOffset, _opening.RecoveryPoint);
        }

        // An epoch may begin at the end: its leader had appended nothing yet.
        _epochs.TruncateFromEnd(endOffset + 1);
        _epochs.TruncateFromStart(logStart);
        EpochReplay.TakeMissing(_epochs, _segments, logStart, endOffset);
        _producers.RemoveExpired(_context.NowMs, _config.ProducerIdExpirationMs);
        var recoveryPoint = _opening.WasCleanShutdown && !_isCut ? endOffset : Math.Min(_opening.RecoveryPoint, endOffset);
        return Result(logStart, endOffset, recoveryPoint);
    }

    private LoadedLog Result(long logStart, long endOffset, long recoveryPoint) => new(_opening.Directory, _segments, _producers, _snapshots, _epochs)
    {
        LogStartOffset = logStart,
        LogEndOffset = endOffset,
        RecoveryPoint = recoveryPoint,
        HighWatermark = Math.Clamp(_opening.HighWatermark, logStart, endOffset),
        LostItsEnd = _lostItsEnd,
        WrittenPaths = _opening.Written,
    };

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
}
