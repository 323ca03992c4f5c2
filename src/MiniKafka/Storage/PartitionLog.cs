using MiniKafka.Model;
using MiniKafka.Runtime.Buffers;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Flushing;
using MiniKafka.Storage.Producers;
using MiniKafka.Storage.Recovery;
using MiniKafka.Storage.Segments;

namespace MiniKafka.Storage;

/// <summary>
/// The log of one partition replica: batches in segments, the producers that wrote them, the leader epochs they were written
/// under. Owned by the broker's loop; all calls are synchronous. Results are values with a code; an <see cref="IOException"/>
/// that comes out of the medium takes the log offline, but for a full disk: then the call has changed nothing, or what it could not
/// write is written before the next append.
/// Invariant: LogStartOffset ≤ LastStableOffset ≤ HighWatermark ≤ LogEndOffset.
/// </summary>
internal sealed partial class PartitionLog
{
    private readonly LogContext _context;
    private readonly LogAppender _appender;
    private readonly LogFlusher _flusher;
    private long _replicatedOffset;

    public PartitionLog(LogContext context, TopicPartition partition, LogConfig config, LoadedLog loaded)
    {
        _context = context;
        Partition = partition;
        Config = config;
        Directory = loaded.Directory;
        Segments = loaded.Segments;
        Producers = loaded.Producers;
        Snapshots = loaded.Snapshots;
        Epochs = loaded.Epochs;
        LogStartOffset = loaded.LogStartOffset;
        LogEndOffset = loaded.LogEndOffset;
        _flusher = new LogFlusher(this, loaded.RecoveryPoint);
        foreach (var path in loaded.WrittenPaths)
        {
            _flusher.AddWritten(path);
        }

        _replicatedOffset = Math.Clamp(loaded.HighWatermark, LogStartOffset, LogEndOffset);
        HighWatermark = _replicatedOffset;
        Producers.OnHighWatermark(HighWatermark);
        _appender = new LogAppender(this, context);
    }

    /// <summary>Enough was appended that the configuration wants a flush, or a segment was sealed.</summary>
    public event Action<PartitionLog>? FlushWanted;

    /// <summary>What acknowledgements wait for was flushed, or readers may see more since a flush.</summary>
    public event Action? Flushed;

    /// <summary>The end was cut off.</summary>
    public event Action<PartitionLog>? Truncated;

    /// <summary>
    /// Somebody else holds a file: named work that is to be tried again until it is done (then it returns true) or the medium counts as failed.
    /// </summary>
    public event Action<string, Func<bool>>? Held;

    /// <summary>The medium failed under this log.</summary>
    public event Action<PartitionLog, IOException>? Failed;

    public TopicPartition Partition { get; }

    /// <summary>The topic's settings as they are now; replaced as a whole.</summary>
    public LogConfig Config { get; set; }

    public string Directory { get; }

    public LogSegments Segments { get; }

    public ProducerStates Producers { get; }

    public ProducerSnapshots Snapshots { get; }

    public LeaderEpochCache Epochs { get; }

    public LogFlusher Flusher => _flusher;

    /// <summary>What workers do with the log's files at this moment.</summary>
    public LogJobs Jobs { get; } = new();

    public long LogStartOffset { get; private set; }

    public long LogEndOffset { get; private set; }

    /// <summary>What is replicated, and on disk when the topic wants every acknowledged batch flushed.</summary>
    public long HighWatermark { get; private set; }

    public long LastStableOffset => Math.Min(Producers.FirstUnstableOffset ?? long.MaxValue, HighWatermark);

    public long Size => Segments.Size;

    /// <summary>Only flushed batches are acknowledged and shown to readers: the topic wants it, and the medium outlives the process.</summary>
    public bool AcknowledgesFlushed => Config.AcknowledgesFlushed && _context.FileSystem.IsDurable;

    /// <summary>The partition is being copied to another directory: meanwhile nothing may be compacted away.</summary>
    public bool IsMoving { get; set; }

    /// <summary>True after the medium failed: every call answers KAFKA_STORAGE_ERROR from then on.</summary>
    public bool IsOffline { get; private set; }

    /// <summary>What the medium refused the last time; null when it never did.</summary>
    public RefusedException? LastRefusal { get; private set; }

    /// <summary>Appends one batch that a producer or a coordinator sent, at the next offset.</summary>
    /// <param name="records">The batch; a torn one behind it is dropped.</param>
    /// <param name="leaderEpoch">Goes into the stored batch.</param>
    /// <param name="origin">How much is checked.</param>
    /// <param name="firstSequenceMustBeZero">The producer's protocol promises to begin at 0 in every partition.</param>
    public LogAppendResult AppendAsLeader(in SharedBytes records, int leaderEpoch, AppendOrigin origin = AppendOrigin.Client, bool firstSequenceMustBeZero = false) => IsOffline || Jobs.StopsService
        ? LogAppendResult.Refused(ErrorCode.KafkaStorageError, -1) with { IsHeld = !IsOffline }
        : _appender.AppendAsLeader(records.InOnePiece(), new LogAppender.Terms(leaderEpoch, origin, firstSequenceMustBeZero, _context.NowMs));

    /// <summary>
    /// Appends batches as the leader stored them, offsets and epochs included. A batch cut at the end is ignored; a damaged one
    /// ends the append.
    /// </summary>
    public LogAppendResult AppendAsFollower(in SharedBytes records) => IsOffline || Jobs.StopsService
        ? LogAppendResult.Refused(ErrorCode.KafkaStorageError, -1) with { IsHeld = !IsOffline }
        : _appender.AppendAsFollower(records.InOnePiece());

    /// <summary>Reads from the batch that holds an offset. See <see cref="LogReader.Read"/> for the limits.</summary>
    public LogReadResult Read(long startOffset, int maxBytes, LogReadBound bound, bool minOneMessage)
    {
        var result = new LogReadResult
        {
            HighWatermark = HighWatermark,
            LastStableOffset = LastStableOffset,
            LogStartOffset = LogStartOffset,
            LogEndOffset = LogEndOffset,
        };
        if (IsOffline || Jobs.StopsService)
        {
            return result with { Error = ErrorCode.KafkaStorageError };
        }

        if (startOffset < LogStartOffset || startOffset > LogEndOffset)
        {
            return result with { Error = ErrorCode.OffsetOutOfRange };
        }

        var endOffset = bound switch
        {
            LogReadBound.HighWatermark => HighWatermark,
            LogReadBound.LastStableOffset => LastStableOffset,
            _ => LogEndOffset,
        };
        try
        {
            var bytes = LogReader.Read(Segments, startOffset, maxBytes, endOffset, minOneMessage, out var beyond);
            return result with
            {
                Records = bytes,
                AbortedTransactions = bound == LogReadBound.LastStableOffset ? LogReader.FindAborted(Segments, startOffset, Math.Min(beyond, endOffset)) : null,
            };
        }
        catch (IOException error)
        {
            Take(error, "reading", () => LogReader.Read(Segments, startOffset, maxBytes: 1, endOffset, minOneMessage: false, out _).Release());
            return result with { Error = ErrorCode.KafkaStorageError };
        }
    }

    /// <summary>The first record whose timestamp is at least the given one; null when there is none, or the medium failed.</summary>
    public FoundTimestamp? FindOffsetByTimestamp(long timestamp)
    {
        FoundTimestamp? found = null;
        Guarded(() => found = TimestampLookup.FirstAtOrAfter(this, timestamp, _context.Codecs));
        return found;
    }

    /// <summary>The record with the largest timestamp; null when the log is empty, or the medium failed.</summary>
    public FoundTimestamp? FindMaxTimestamp()
    {
        FoundTimestamp? found = null;
        Guarded(() => found = TimestampLookup.Largest(this, _context.Codecs));
        return found;
    }

    /// <summary>What the replicas have in common. It never falls but by truncation, and never passes the log's end.</summary>
    /// <returns>True when readers see more than before: the high watermark or the last stable offset went up.</returns>
    public bool AdvanceHighWatermark(long replicatedOffset)
    {
        _replicatedOffset = Math.Max(_replicatedOffset, Math.Min(replicatedOffset, LogEndOffset));
        return PublishHighWatermark();
    }

    /// <summary>Moves the log start: records below are gone for readers at once, their segments at the next retention pass.</summary>
    public ErrorCode IncrementLogStartOffset(long offset)
    {
        if (offset > HighWatermark)
        {
            return ErrorCode.OffsetOutOfRange;
        }

        if (offset > LogStartOffset)
        {
            Guarded(() =>
            {
                LogStartOffset = offset;
                Epochs.TruncateFromStart(offset);
            });
        }

        return IsOffline ? ErrorCode.KafkaStorageError : ErrorCode.None;
    }

    /// <summary>Notes that a leader epoch begins at an offset; nothing changes when a later one is known already.</summary>
    public void BeginEpoch(int epoch, long offset) => Guarded(() =>
    {
        if (epoch > Epochs.LatestEpoch)
        {
            Epochs.Assign(epoch, offset);
        }
    });

    /// <summary>Removes everything from an offset on. Asked for while no worker has the log's files open: see <see cref="Jobs"/>.</summary>
    public void TruncateTo(long offset) => Cut(() => LogTruncation.TruncateTo(this, offset, _context));

    /// <summary>Removes everything; the next append gets the given offset. No worker may have the log's files open.</summary>
    public void TruncateFullyAndStartAt(long offset) => Cut(() => LogTruncation.StartAt(this, offset, _context));

    /// <summary>
    /// Removes whole segments that are due by age, by size, or below the log start, and returns how many: 0 when it has to wait for somebody
    /// who has the log's files open.
    /// </summary>
    public int DeleteOldSegments()
    {
        var removed = 0;
        Jobs.WhenIdle(() => Guarded(() => removed = LogRetention.Apply(this, _context), "retention"));
        return removed;
    }

    /// <summary>Seals the active segment and begins a new one at the log's end.</summary>
    public void Roll() => Guarded(() => LogRoll.Roll(this, _context));

    /// <summary>
    /// Writes indexes and producers' state out, so that the next start needs no scan: before the last flush of a clean stop. False when
    /// there was no room, or the medium failed: then the next start has to scan.
    /// </summary>
    public bool SaveState() => Guarded(() => LogRoll.SaveState(this), "the last state");

    /// <summary>Writes the state of the producers of a log that ends where this one does, for the next start to take as this one's.</summary>
    public void TakeProducersOf(PartitionLog source) => Guarded(() => _flusher.AddWritten(Snapshots.Take(LogEndOffset, source.Producers.All)));

    /// <summary>Closes the files. They open again when they are needed.</summary>
    public void CloseFiles()
    {
        foreach (var segment in Segments.All)
        {
            segment.Close();
        }
    }

    /// <summary>Ends the log's service: files are closed, every later call is refused, and nobody is told of a failure.</summary>
    public void Retire()
    {
        IsOffline = true;
        CloseFiles();
        Jobs.GiveUp();
    }

    internal void SetOffsetsAfterTruncation(long logStartOffset, long logEndOffset)
    {
        LogStartOffset = Math.Min(logStartOffset, logEndOffset);
        LogEndOffset = logEndOffset;
        _replicatedOffset = Math.Clamp(_replicatedOffset, LogStartOffset, LogEndOffset);
        HighWatermark = Math.Clamp(HighWatermark, LogStartOffset, LogEndOffset);
        _flusher.OnTruncated(logEndOffset);
        Truncated?.Invoke(this);
    }

    internal void SetLogStartOffset(long offset)
    {
        LogStartOffset = offset;
        _replicatedOffset = Math.Max(_replicatedOffset, offset);
        HighWatermark = Math.Max(HighWatermark, offset);
    }

    internal void SetLogEndOffset(long offset) => LogEndOffset = offset;

    internal void ReleaseEpochs() => Guarded(Epochs.Release);

    internal void WantFlush() => FlushWanted?.Invoke(this);

    internal void OnFlushed()
    {
        if (PublishHighWatermark() || AcknowledgesFlushed)
        {
            Flushed?.Invoke();
        }
    }

    private bool PublishHighWatermark()
    {
        var (oldWatermark, oldStable) = (HighWatermark, LastStableOffset);
        var visible = AcknowledgesFlushed ? Math.Min(_replicatedOffset, _flusher.FlushedOffset) : _replicatedOffset;
        HighWatermark = Math.Max(HighWatermark, visible);
        Producers.OnHighWatermark(HighWatermark);
        return HighWatermark > oldWatermark || LastStableOffset > oldStable;
    }
}
