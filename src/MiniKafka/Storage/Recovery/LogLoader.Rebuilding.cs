using Microsoft.Extensions.Logging;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Segments;

namespace MiniKafka.Storage.Recovery;

/// <content>The walk over segments that are checked or whose indexes are built again, and what becomes of what is found there.</content>
internal sealed partial class LogLoader
{
    /// <summary>Walks over the segments from <paramref name="rebuildFrom"/> on and returns the log's end.</summary>
    private long Rebuild(int rebuildFrom, int recoverFrom)
    {
        ProducerReplay.Start(_producers, _snapshots, _segments, _segments[rebuildFrom].BaseOffset);
        for (var i = Math.Max(0, _segments.IndexOf(_producers.NextOffset)); i < rebuildFrom; i++)
        {
            ProducerReplay.Replay(_producers, _segments[i], _segments[rebuildFrom].BaseOffset);
        }

        var firstRebuilt = _segments[rebuildFrom].BaseOffset;
        _epochs.BeginReading(firstRebuilt);
        var state = new RecoveryState(_producers, _epochs, _config.IndexIntervalBytes, HasNoGaps: _opening.Guard is not null, _context.Logger);
        for (var i = rebuildFrom; i < _segments.Count; i++)
        {
            var segment = _segments[i];
            TakeSnapshot(segment.BaseOffset, isRecovered: i >= recoverFrom);
            _producers.SkipTo(segment.BaseOffset);
            if (SegmentRecovery.Run(segment, state, mayCut: i >= recoverFrom) is { } damage)
            {
                CutAt(i, damage);
            }
            else if (HasGapAfter(i))
            {
                TakeGapAfter(i, mayCut: i >= recoverFrom);
            }

            // Noted first: of what the medium refuses in the middle, a part may be written.
            _opening.Written.AddRange(segment.IndexPaths);
            segment.SaveIndexes(flush: false);
        }

        _epochs.EndReading(_producers.NextOffset);
        if (!_opening.WasCleanShutdown || _isCut)
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
            _opening.Written.Add(_snapshots.Take(offset, _producers.All));
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
    /// Offsets are missing between a segment and the next. Where the log was compacted that means nothing; and a next segment that begins
    /// further ahead than this one's offsets reach was begun for a batch from there, and nothing was in between.
    /// </summary>
    private bool HasGapAfter(int index)
    {
        if (index + 1 == _segments.Count)
        {
            return false;
        }

        var (segment, next) = (_segments[index], _segments[index + 1]);
        var isFarAhead = next.Size > 0 && next.BaseOffset - segment.BaseOffset > int.MaxValue + 1L;
        return next.BaseOffset > Math.Max(_producers.NextOffset, _opening.CleanedOffset) && !isFarAhead;
    }

    /// <summary>
    /// Either the medium has the next segment but not the last batches of this one, since the system went down before they were flushed:
    /// then the log ends here, as if the rest had been lost too, and another replica makes up for it. Or a file was taken away, and the
    /// others are kept.
    /// </summary>
    private void TakeGapAfter(int index, bool mayCut)
    {
        var (segment, next) = (_segments[index], _segments[index + 1]);
        var isTailLost = _opening.RecoveryPoint <= _producers.NextOffset && _context.FileSystem.MayHaveLost(segment.LogPath);
        if (mayCut && (isTailLost || _opening.Guard is not null))
        {
            CutAt(index, new SegmentDamage(segment.Size, _producers.NextOffset, $"the next file begins only at offset {next.BaseOffset}"));
        }
        else
        {
            _context.Logger.SegmentMissing(_opening.Directory, _producers.NextOffset, next.BaseOffset - 1);
        }
    }

    /// <summary>Ends the log at a place in a segment, and says once what went. Later segments go first: a crash in between leaves no gap.</summary>
    private void CutAt(int index, SegmentDamage damage)
    {
        var segment = _segments[index];
        var reach = LogEnd.Reach(_segments, index, damage);
        if (_opening.Guard is { } guard && guard.Refuses(damage.Offset, reach))
        {
            throw new CommittedDamageException(segment.LogPath, damage, reach);
        }

        var (oldSize, later, laterBytes) = (segment.Size, _segments.Count - index - 1, _segments.Size);
        RemoveAfter(index);
        laterBytes -= _segments.Size;
        segment.File.Truncate(damage.Position);
        _isCut = true;
        _context.Logger.LogCut(segment.LogPath, oldSize, damage.Position, damage.Offset, damage.Reason, reach - 1, later, laterBytes);
    }

    private void RemoveAfter(int index)
    {
        var removed = _segments.All.Skip(index + 1).Reverse().ToList();
        removed.ForEach(Remove);
        if (removed.Count > 0)
        {
            _context.FileSystem.SyncDirectory(_opening.Directory);
        }
    }

    private void Remove(LogSegment segment)
    {
        _segments.Remove(segment);
        segment.Close();
        foreach (var path in segment.Paths)
        {
            _context.FileSystem.DeleteFileIfExists(path);
        }

        _snapshots.Delete(segment.BaseOffset);
    }
}
