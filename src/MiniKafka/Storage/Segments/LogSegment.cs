using System.Globalization;
using MiniKafka.Records;
using MiniKafka.Runtime.Buffers;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Indexes;

namespace MiniKafka.Storage.Segments;

/// <summary>
/// One piece of a log: a file of batches, a sparse offset index, a sparse time index, and the aborted transactions in it. Owned
/// by the partition's loop; a sealed segment's bytes may be read by workers. Files open when they are first needed.
/// Invariant: offsets are at least <see cref="BaseOffset"/> and at most that plus 2^31-1.
/// </summary>
internal sealed partial class LogSegment : IDisposable
{
    public const string LogSuffix = ".log";
    public const string OffsetIndexSuffix = ".index";
    public const string TimeIndexSuffix = ".timeindex";
    public const string TransactionIndexSuffix = ".txnindex";

    private const int RebuildIntervalBytes = 4096;

    private readonly LogContext _context;
    private long _closedSize;
    private bool _mustScanForLargest;
    private IFile? _file;
    private int _bytesSinceIndexEntry;
    private TimestampOffset? _largest;
    private long? _firstTimestamp;

    /// <param name="context">Medium, clock and log lines.</param>
    /// <param name="directory">The partition's directory.</param>
    /// <param name="baseOffset">Names the files.</param>
    /// <param name="listedSize">Bytes of the log file when it was listed; 0 for a new segment.</param>
    /// <param name="suffix">Follows the file names during a step of compaction; usually empty.</param>
    public LogSegment(LogContext context, string directory, long baseOffset, long listedSize, string suffix = "")
    {
        _context = context;
        var path = Path.Combine(directory, FileName(baseOffset));
        _closedSize = listedSize;
        BaseOffset = baseOffset;
        CreatedMs = context.NowMs;
        LogPath = path + LogSuffix + suffix;
        Offsets = new OffsetIndex(context.FileSystem, path + OffsetIndexSuffix + suffix, baseOffset);
        Times = new TimeIndex(context.FileSystem, path + TimeIndexSuffix + suffix, baseOffset);
        Aborted = new TransactionIndex(context.FileSystem, path + TransactionIndexSuffix + suffix);
        if (listedSize == 0)
        {
            // Nothing on the medium counts: a leftover index of an earlier segment with this base must not be read.
            _largest = TimestampOffset.None;
            Offsets.Entries.Clear();
            Times.Entries.Clear();
        }
    }

    public long BaseOffset { get; }

    public long CreatedMs { get; }

    public OffsetIndex Offsets { get; }

    public TimeIndex Times { get; }

    public TransactionIndex Aborted { get; }

    public string LogPath { get; }

    /// <summary>Every file the segment may have.</summary>
    public IReadOnlyList<string> Paths => [LogPath, .. IndexPaths];

    /// <summary>The files of its indexes.</summary>
    public IReadOnlyList<string> IndexPaths => [Offsets.Entries.Path, Times.Entries.Path, Aborted.Entries.Path];

    /// <summary>Bytes in the log file.</summary>
    public long Size => _file?.Length ?? _closedSize;

    /// <summary>Bytes of its indexes.</summary>
    public long IndexSize => Offsets.Entries.Size + Times.Entries.Size + Aborted.Entries.Size;

    /// <summary>True when the log file was made by this instance and its name may not be durable yet.</summary>
    public bool IsNewlyCreated { get; private set; }

    /// <summary>The log file, opened now when it was not, created when it did not exist.</summary>
    public IFile File
    {
        get
        {
            if (_file is null)
            {
                IsNewlyCreated = !_context.FileSystem.FileExists(LogPath);
                _file = _context.FileSystem.Open(LogPath, FileOpening.ExistingOrNew);
            }

            return _file;
        }
    }

    /// <summary>The largest timestamp in the segment and the last offset of the batch that carries it.</summary>
    public TimestampOffset Largest => _largest ??= FindLargest();

    /// <summary>The largest timestamp of the first batch; null while there is none. Age is measured from here.</summary>
    public long? FirstTimestamp => _firstTimestamp ??= Size == 0 ? null : SegmentTimestamps.First(File);

    /// <summary>
    /// From when the age of its records counts: the largest timestamp, or the last writing where no record has one. Asked only of a segment that
    /// is in its file.
    /// </summary>
    public long AgeStartMs => Largest.Timestamp >= 0 ? Largest.Timestamp : LastModifiedMs;

    /// <summary>When the log file was last written to.</summary>
    public long LastModifiedMs => _context.FileSystem.GetLastModifiedMs(LogPath);

    /// <summary>
    /// A new segment. Its file is made with it unless it stands where all offsets begin: as long as nothing is in it, the file's name alone
    /// tells the next start where the log goes on.
    /// </summary>
    public static LogSegment Begin(LogContext context, string directory, long baseOffset)
    {
        var segment = new LogSegment(context, directory, baseOffset, listedSize: 0);
        if (baseOffset > 0)
        {
            _ = segment.File;
        }

        return segment;
    }

    public static string FileName(long offset) => offset.ToString("D20", CultureInfo.InvariantCulture);

    /// <summary>Reads and opens all that an append needs, so that nothing can be refused once its bytes are in.</summary>
    public void Prepare()
    {
        _ = File;
        _ = Largest;
        Offsets.Entries.Load();
        Times.Entries.Load();
        Aborted.Entries.Load();
    }

    /// <summary>Makes room at the end of the file.</summary>
    public Span<byte> Reserve(int length) => File.Reserve(length);

    /// <summary>Publishes the reserved bytes; every batch in them is announced with <see cref="Index"/> afterwards.</summary>
    public void Commit(int length) => File.Commit(length);

    /// <summary>Appends a batch in two pieces; it is announced with <see cref="Index"/> afterwards.</summary>
    public void Append(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body) => File.Append(head, body);

    /// <summary>Appends a batch by holding on to its bytes, which do not change any more; see <see cref="IFile.Keep"/>.</summary>
    public void Keep(ReadOnlyMemory<byte> batch, ILease lease) => File.Keep(batch, lease);

    /// <summary>Takes an appended batch into the indexes, at intervals.</summary>
    public void Index(in RecordBatchView batch, long position, int intervalBytes)
    {
        _firstTimestamp ??= position == 0 ? batch.MaxTimestamp : null;
        var largest = Largest;
        if (batch.MaxTimestamp > largest.Timestamp)
        {
            largest = new TimestampOffset(batch.MaxTimestamp, batch.LastOffset);
            _largest = largest;
        }

        if (_bytesSinceIndexEntry > intervalBytes)
        {
            Offsets.Append(batch.LastOffset, (int)position);
            Times.AppendIfLater(largest);
            _bytesSinceIndexEntry = 0;
        }

        _bytesSinceIndexEntry += batch.SizeInBytes;
    }

    /// <summary>Whether the next batch needs a new segment.</summary>
    public bool MustRoll(LogConfig config, int bytes, long lastOffset, long timestamp, long nowMs)
    {
        if (Size == 0)
        {
            return lastOffset - BaseOffset > int.MaxValue;
        }

        // The time index keeps room for the entry it gets when the segment is sealed.
        var age = FirstTimestamp is { } first && first >= 0 ? timestamp - first : nowMs - CreatedMs;
        return Size > config.SegmentBytes - bytes
            || age > config.MaxSegmentMs
            || Offsets.Entries.Count >= config.SegmentIndexBytes / OffsetIndex.EntrySize
            || Times.Entries.Count + 1 >= config.SegmentIndexBytes / TimeIndex.EntrySize
            || lastOffset - BaseOffset > int.MaxValue;
    }

    /// <summary>
    /// Where the first batch that reaches an offset begins; null when every batch ends before it. An index entry that does not
    /// fit the batch it points at shows that the index is damaged: it is built again.
    /// </summary>
    public BatchPosition? Find(long offset)
    {
        var start = Offsets.Floor(offset);
        using (var scan = new BatchScanner(File, ScanDepth.Headers, start.Position))
        {
            var isFirst = start.Position > 0;
            while (scan.MoveNext())
            {
                if (isFirst && scan.Current.LastOffset != start.Offset)
                {
                    break;
                }

                isFirst = false;
                if (scan.Current.LastOffset >= offset)
                {
                    return new BatchPosition(scan.Position, scan.CurrentSize, scan.Current.BaseOffset, scan.Current.MaxTimestamp);
                }
            }

            if (!isFirst)
            {
                return null;
            }
        }

        RebuildIndexes();
        return Find(offset);
    }

    /// <summary>A position before which every record is older than a timestamp.</summary>
    public long PositionBefore(long timestamp)
    {
        var entry = Times.Below(timestamp);
        if (entry.Timestamp < 0)
        {
            return 0;
        }

        if (Find(entry.Offset) is { } batch && batch.MaxTimestamp == entry.Timestamp)
        {
            return batch.Position;
        }

        RebuildIndexes();
        return PositionBefore(timestamp);
    }

    public SharedBytes Read(long position, int length) => File.Read(position, length);

    /// <summary>An offset that is certainly beyond the bytes up to a position, as near as the index tells; null when it does not.</summary>
    public long? OffsetBeyond(long position)
    {
        for (int low = 0, high = Offsets.Entries.Count; low < high;)
        {
            var middle = (low + high) >> 1;
            if (Offsets[middle].Position >= position)
            {
                if (middle == 0 || Offsets[middle - 1].Position < position)
                {
                    return Offsets[middle].Offset;
                }

                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return null;
    }

    /// <summary>Cuts everything from the first batch that reaches an offset.</summary>
    public void TruncateTo(long offset)
    {
        var position = Find(offset)?.Position ?? Size;
        Offsets.TruncateTo(offset);
        Times.TruncateTo(offset);
        Aborted.TruncateTo(offset);
        File.Truncate(position);
        _largest = null;
        _mustScanForLargest = true;
        _bytesSinceIndexEntry = 0;
        if (position == 0)
        {
            _firstTimestamp = null;
        }
    }

    /// <summary>Forgets the indexes, to have them built again by <see cref="Index"/>.</summary>
    public void ClearIndexes()
    {
        Offsets.Entries.Clear();
        Times.Entries.Clear();
        Aborted.Entries.Clear();
        _largest = TimestampOffset.None;
        _firstTimestamp = null;
        _bytesSinceIndexEntry = 0;
    }

    /// <summary>
    /// Writes the indexes out, the time index with its final entry, and returns the files. Done when the segment is sealed and at
    /// a clean stop.
    /// </summary>
    public IReadOnlyList<string> SaveIndexes(bool flush)
    {
        if (Size > 0)
        {
            Times.AppendIfLater(Largest);
        }

        Offsets.Entries.Save(flush);
        Times.Entries.Save(flush);
        Aborted.Save(flush);
        return IndexPaths;
    }

    /// <summary>Says that the file's name is durable now.</summary>
    public void MarkNameDurable() => IsNewlyCreated = false;

    /// <summary>Closes the file and gives the indexes' memory back; both come again when they are needed.</summary>
    public void Close()
    {
        _closedSize = Size;
        _file?.Dispose();
        _file = null;
        Offsets.Entries.Unload();
        Times.Entries.Unload();
        Aborted.Entries.Unload();
    }

    public void Dispose() => Close();
}

/// <summary>Where a batch lies in its log file.</summary>
internal readonly record struct BatchPosition(long Position, int Size, long BaseOffset, long MaxTimestamp);
