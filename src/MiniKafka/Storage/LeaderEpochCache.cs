using MiniKafka.Storage.Checkpoints;
using MiniKafka.Storage.Files;

namespace MiniKafka.Storage;

/// <summary>
/// Which leader epoch wrote which offsets of a partition. Owned by the partition's loop. Invariant: epochs and start offsets
/// both grow strictly. Changes go to the checkpoint file at once and are made durable by the next flush; refused by the medium they
/// wait, and nothing may be appended before they are written. While a flush forces the file it is not replaced; it is written when that is over.
/// </summary>
internal sealed class LeaderEpochCache(LeaderEpochCheckpointFile file)
{
    /// <summary>No epoch, no offset.</summary>
    public const int Undefined = -1;

    private readonly List<EpochStart> _epochs = [];
    private List<EpochStart> _filed = [];
    private bool _isDirty;
    private bool _isUnwritten;
    private bool _isHeld;

    public IReadOnlyList<EpochStart> Epochs => _epochs;

    public int LatestEpoch => _epochs.Count == 0 ? Undefined : _epochs[^1].Epoch;

    /// <summary>Takes the entries of the file; false when they have to be read from the log instead.</summary>
    public bool Load()
    {
        _epochs.Clear();
        if (file.Read() is not { } epochs)
        {
            return false;
        }

        _epochs.AddRange(epochs);
        return true;
    }

    /// <summary>
    /// Notes that an epoch begins at an offset, or goes on there; entries that contradict it go: a leader that appended nothing has
    /// left one behind when records of an older epoch follow.
    /// </summary>
    public void Assign(int epoch, long startOffset)
    {
        if (epoch < 0 || (_epochs.Count > 0 && _epochs[^1].Epoch == epoch && _epochs[^1].StartOffset <= startOffset))
        {
            return;
        }

        _epochs.RemoveAll(entry => entry.Epoch > epoch || entry.StartOffset > startOffset || (entry.StartOffset == startOffset && entry.Epoch != epoch));
        if (LatestEpoch != epoch)
        {
            _epochs.Add(new EpochStart(epoch, startOffset));
        }

        Save();
    }

    /// <summary>
    /// The log is opened, and its batches are read from an offset to the end. What the file says of them counts only as far as they agree: it may be
    /// older than they are, or tell of records that were cut off. It is written when all are read: with a part of them it would look whole to
    /// the start after a crash.
    /// </summary>
    public void BeginReading(long from)
    {
        _filed = [.. _epochs];
        _epochs.RemoveAll(entry => entry.StartOffset >= from);
    }

    /// <summary>A batch that was read. Of a compacted log the first batch of an epoch may be gone, and the file knows better where that began.</summary>
    public void Found(int epoch, long offset)
    {
        if (epoch > LatestEpoch)
        {
            var before = _epochs.Count == 0 ? Undefined : _epochs[^1].StartOffset;
            var filed = _filed.FindIndex(entry => entry.Epoch == epoch && entry.StartOffset > before && entry.StartOffset <= offset);
            _epochs.Add(filed < 0 ? new EpochStart(epoch, offset) : _filed[filed]);
        }
    }

    /// <summary>All was read, up to the log's end. An epoch may begin there: its leader had appended nothing yet.</summary>
    public void EndReading(long endOffset)
    {
        if (_filed is [.., var last] && last.Epoch > LatestEpoch && last.StartOffset == endOffset)
        {
            _epochs.Add(last);
        }

        if (!_epochs.SequenceEqual(_filed))
        {
            Save();
        }

        _filed = [];
    }

    /// <summary>
    /// Where an epoch ended: its largest epoch not above the asked one, and the start of the next higher epoch. The latest epoch
    /// ends at the log's end; one that is newer than all known has no answer.
    /// </summary>
    public (int Epoch, long EndOffset) EndOffsetFor(int epoch, long logEndOffset)
    {
        if (epoch == Undefined || _epochs.Count == 0)
        {
            return (Undefined, Undefined);
        }

        if (epoch == LatestEpoch)
        {
            return (epoch, logEndOffset);
        }

        var higher = _epochs.FindIndex(entry => entry.Epoch > epoch);
        return higher switch
        {
            < 0 => (Undefined, Undefined),
            0 => (epoch, _epochs[0].StartOffset),
            _ => (_epochs[higher - 1].Epoch, _epochs[higher].StartOffset),
        };
    }

    /// <summary>The epoch under which an offset was written; <see cref="Undefined"/> when it lies before all of them.</summary>
    public int EpochOf(long offset)
    {
        for (var i = _epochs.Count - 1; i >= 0; i--)
        {
            if (_epochs[i].StartOffset <= offset)
            {
                return _epochs[i].Epoch;
            }
        }

        return Undefined;
    }

    /// <summary>Forgets epochs that began at the given offset or later.</summary>
    public void TruncateFromEnd(long endOffset)
    {
        if (_epochs.RemoveAll(entry => entry.StartOffset >= endOffset) > 0)
        {
            Save();
        }
    }

    /// <summary>Forgets what was before the log start; the epoch that holds it begins there from now on.</summary>
    public void TruncateFromStart(long startOffset)
    {
        var holding = _epochs.FindLastIndex(entry => entry.StartOffset <= startOffset);
        if (holding < 0 || (holding == 0 && _epochs[0].StartOffset == startOffset))
        {
            return;
        }

        var kept = new EpochStart(_epochs[holding].Epoch, startOffset);
        _epochs.RemoveRange(0, holding + 1);
        _epochs.Insert(0, kept);
        Save();
    }

    /// <summary>Notes epochs of what lies before the first entry, oldest first; the first entry's own epoch may have begun there too.</summary>
    public void Prepend(IReadOnlyList<EpochStart> older)
    {
        var added = older.TakeWhile(entry => _epochs.Count == 0 || entry.Epoch <= _epochs[0].Epoch).ToList();
        if (added.Count == 0)
        {
            return;
        }

        if (_epochs.Count > 0 && _epochs[0].Epoch == added[^1].Epoch)
        {
            _epochs.RemoveAt(0);
        }

        _epochs.InsertRange(0, added);
        Save();
    }

    public void Clear()
    {
        _epochs.Clear();
        Save();
    }

    /// <summary>Writes what an earlier change could not write, unless a flush has the file.</summary>
    /// <exception cref="RefusedException">There is still no room, or somebody else holds the file.</exception>
    public void WriteOut()
    {
        if (_isUnwritten && !_isHeld)
        {
            file.Write(_epochs);
            _isUnwritten = false;
            _isDirty = true;
        }
    }

    /// <summary>
    /// Whether the file changed since the last call: then the next flush has to force it onto the medium, and holds it until <see cref="Release"/>.
    /// </summary>
    public bool TakeDirty()
    {
        var wasDirty = _isDirty;
        _isHeld |= wasDirty;
        _isDirty = false;
        return wasDirty;
    }

    /// <summary>The flush is over: what changed meanwhile is written, for the next one to force.</summary>
    public void Release()
    {
        _isHeld = false;
        if (_isUnwritten)
        {
            Save();
        }
    }

    private void Save()
    {
        _isUnwritten = true;
        try
        {
            WriteOut();
        }
        catch (RefusedException)
        {
            // The entries in memory count; the next append, or a clean stop, writes them first.
        }
    }
}
