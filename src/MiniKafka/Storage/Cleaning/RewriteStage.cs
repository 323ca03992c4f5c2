using MiniKafka.Records;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Logs;
using MiniKafka.Storage.Recovery;
using MiniKafka.Storage.Segments;

namespace MiniKafka.Storage.Cleaning;

/// <summary>
/// Second stage: copies what survives of a group of segments into one new segment beside them, and forces it onto the medium.
/// </summary>
internal sealed class RewriteStage : ICleaningStage
{
    private readonly CleaningGroup _group;
    private readonly BatchCompactor _compactor;
    private readonly CleaningPlan _plan;
    private readonly IFileSystem _fileSystem;
    private int _next;
    private long _position;
    private IFile? _file;
    private BatchScanner? _scan;
    private bool _isSaved;

    public RewriteStage(CleaningPlan plan, CleaningGroup group, BatchCompactor compactor, LogContext context)
    {
        _plan = plan;
        _group = group;
        _compactor = compactor;
        _fileSystem = context.FileSystem;
        var target = new LogSegment(context, plan.Directory, group.BaseOffset, listedSize: 0, SegmentFiles.CleanedSuffix);
        SegmentSwap.Discard(target, context);
        Cleaned = target;
    }

    /// <summary>The new segment, under its first name.</summary>
    public LogSegment Cleaned { get; }

    public long Advance(long bytes)
    {
        try
        {
            return Rewrite(bytes);
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Closes all files; the next slice goes on behind the last batch.</summary>
    public void Dispose()
    {
        CloseSource();
        Cleaned.Close();
    }

    private long Rewrite(long bytes)
    {
        var moved = 0L;
        while (moved < bytes)
        {
            if (_scan is null && !OpenNext())
            {
                Save();
                break;
            }

            if (!_scan!.MoveNext())
            {
                CloseSource();
                (_next, _position) = (_next + 1, 0);
                continue;
            }

            moved += _scan.CurrentSize + Copy(_scan.Current);
            _position = _scan.Position + _scan.CurrentSize;
        }

        return moved;
    }

    private bool OpenNext()
    {
        if (_next == _group.Segments.Count)
        {
            return false;
        }

        _file = _fileSystem.Open(_group.Segments[_next].LogPath, FileOpening.Existing);
        _scan = new BatchScanner(_file, ScanDepth.Batches, _position);
        return true;
    }

    private void CloseSource()
    {
        _scan?.Dispose();
        _file?.Dispose();
        (_scan, _file) = (null, null);
    }

    /// <summary>Writes what is left of a batch and returns how many bytes that is.</summary>
    private int Copy(in RecordBatchView batch)
    {
        if (!batch.IsCrcValid)
        {
            throw new DamagedBatchException(_file!.Path, _scan!.Position);
        }

        if (_compactor.Compact(batch, out var aborted) is not { } left)
        {
            throw new DamagedBatchException(_file!.Path, _scan!.Position);
        }

        if (aborted is { } stillNeeded)
        {
            Cleaned.Aborted.Append(stillNeeded);
        }

        if (left.IsEmpty)
        {
            return 0;
        }

        var position = Cleaned.Size;
        var bytes = left.Sequence.FirstSpan;
        bytes.CopyTo(Cleaned.Reserve(bytes.Length));
        Cleaned.Commit(bytes.Length);
        Cleaned.Index(new RecordBatchView(bytes), position, _plan.Config.IndexIntervalBytes);
        left.Release();
        return bytes.Length;
    }

    private void Save()
    {
        if (!_isSaved)
        {
            _isSaved = true;
            // Even with nothing left the file is made: it says where the log begins.
            Cleaned.File.Flush();
            Cleaned.SaveIndexes(flush: true);
            Cleaned.Close();

            // What is left is as old as it was.
            _fileSystem.SetLastModifiedMs(Cleaned.LogPath, _group.Segments[^1].LastModifiedMs);
        }
    }
}
