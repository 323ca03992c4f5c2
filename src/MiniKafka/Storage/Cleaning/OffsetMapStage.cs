using MiniKafka.Records;
using MiniKafka.Records.Compression;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Segments;

namespace MiniKafka.Storage.Cleaning;

/// <summary>
/// First stage: reads the dirty part of a log and notes the newest offset of every key, until the part or the map ends, in the middle of a
/// batch if need be. What did not fit is left to the next round.
/// </summary>
internal sealed class OffsetMapStage : ICleaningStage
{
    private readonly CleaningPlan _plan;
    private readonly KeyOffsetMap _map;
    private readonly CompressionCodecs _codecs;
    private readonly IFileSystem _fileSystem;
    private readonly TransactionFilter _transactions;
    private int _next;
    private long _position;
    private IFile? _file;
    private BatchScanner? _scan;
    private bool _isFull;

    public OffsetMapStage(CleaningPlan plan, KeyOffsetMap map, LogContext context)
    {
        _plan = plan;
        _map = map;
        _codecs = context.Codecs;
        _fileSystem = context.FileSystem;
        _transactions = new TransactionFilter(plan.AbortedTransactions.Where(aborted => aborted.LastOffset >= plan.DirtyOffset));
    }

    public long Advance(long bytes)
    {
        try
        {
            return Read(bytes);
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Closes the file; the next slice goes on behind the last batch.</summary>
    public void Dispose()
    {
        _scan?.Dispose();
        _file?.Dispose();
        (_scan, _file) = (null, null);
    }

    private long Read(long bytes)
    {
        var read = 0L;
        while (read < bytes && !_isFull)
        {
            if (_scan is null && !OpenNext())
            {
                break;
            }

            if (!_scan!.MoveNext())
            {
                CloseCurrent();
                continue;
            }

            read += _scan.CurrentSize;
            Take(_scan.Current);
            _position = _scan.Position + _scan.CurrentSize;
        }

        return read;
    }

    private bool OpenNext()
    {
        while (_next < _plan.Segments.Count && EndOf(_next) <= _plan.DirtyOffset)
        {
            _next++;
        }

        if (_next == _plan.Segments.Count)
        {
            return false;
        }

        _file = _fileSystem.Open(_plan.Segments[_next].LogPath, FileOpening.Existing);
        _scan = new BatchScanner(_file, ScanDepth.Batches, _position);
        return true;
    }

    private void CloseCurrent()
    {
        _map.AdvanceTo(EndOf(_next) - 1);
        Dispose();
        (_next, _position) = (_next + 1, 0);
    }

    private long EndOf(int index) => index + 1 < _plan.Segments.Count ? _plan.Segments[index + 1].BaseOffset : _plan.EndOffset;

    private void Take(in RecordBatchView batch)
    {
        if (!batch.IsCrcValid)
        {
            throw new DamagedBatchException(_file!.Path, _scan!.Position);
        }

        if (batch.IsControl)
        {
            _transactions.IsMarkerEmpty(batch, out _);
        }
        else if (!_transactions.IsAborted(batch) && batch.LastOffset >= _plan.DirtyOffset && !TryTakeRecords(batch))
        {
            _isFull = true;
            return;
        }

        if (batch.LastOffset >= _plan.DirtyOffset)
        {
            _map.AdvanceTo(batch.LastOffset);
        }
    }

    private bool TryTakeRecords(in RecordBatchView batch)
    {
        if (BatchRecords.Open(batch, _codecs, out var records) != RecordsStatus.Open)
        {
            throw new DamagedBatchException(_file!.Path, _scan!.Position);
        }

        using (records)
        {
            var reader = records.GetReader();
            while (reader.MoveNext())
            {
                var offset = batch.BaseOffset + reader.Current.OffsetDelta;
                if (offset < _plan.DirtyOffset)
                {
                    continue;
                }

                if (!reader.Current.Key.IsNull && !_map.TryPut(reader.Current.Key.Span, offset))
                {
                    return false;
                }

                _map.AdvanceTo(offset);
            }

            return true;
        }
    }
}
