using MiniKafka.Model;
using MiniKafka.Records;
using MiniKafka.Records.Compression;
using MiniKafka.Runtime.Buffers;
using MiniKafka.Storage.Producers;
using MiniKafka.Storage.Recovery;
using MiniKafka.Storage.Validation;

namespace MiniKafka.Storage;

/// <summary>
/// The log of one partition replica: batches in segments, the producers that wrote them, the leader epochs they were written
/// under. Owned by the broker's loop; all calls are synchronous. Results are values with a code; an <see cref="IOException"/>
/// that comes out of the medium takes the log offline.
/// Invariant: LogStartOffset ≤ LastStableOffset ≤ HighWatermark ≤ LogEndOffset.
/// </summary>
internal sealed class PartitionLog
{
    private readonly LogContext _context;
    private readonly LeaderValidator _validator;
    private readonly LogFlusher _flusher;
    private long _replicatedOffset;

    public PartitionLog(LogContext context, TopicPartition partition, LogConfig config, LoadedLog loaded)
    {
        _context = context;
        _validator = new LeaderValidator(partition, context.Codecs);
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
    }

    /// <summary>The high watermark or the last stable offset went up.</summary>
    public event Action<PartitionLog>? Advanced;

    /// <summary>Enough was appended that the configuration wants a flush, or a segment was sealed.</summary>
    public event Action<PartitionLog>? FlushWanted;

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

    public long LogStartOffset { get; private set; }

    public long LogEndOffset { get; private set; }

    /// <summary>What is replicated, and on disk when the topic wants every acknowledged batch flushed.</summary>
    public long HighWatermark { get; private set; }

    public long LastStableOffset => Math.Min(Producers.FirstUnstableOffset ?? long.MaxValue, HighWatermark);

    public long Size => Segments.Size;

    /// <summary>True after the medium failed: every call answers KAFKA_STORAGE_ERROR from then on.</summary>
    public bool IsOffline { get; private set; }

    /// <summary>Appends one batch that a producer or a coordinator sent, at the next offset.</summary>
    /// <param name="records">The batch; a torn one behind it is dropped.</param>
    /// <param name="leaderEpoch">Goes into the stored batch.</param>
    /// <param name="origin">How much is checked.</param>
    /// <param name="firstSequenceMustBeZero">The producer's protocol promises to begin at 0 in every partition.</param>
    public LogAppendResult AppendAsLeader(in SharedBytes records, int leaderEpoch, AppendOrigin origin = AppendOrigin.Client, bool firstSequenceMustBeZero = false)
    {
        if (IsOffline)
        {
            return LogAppendResult.Refused(ErrorCode.KafkaStorageError, -1);
        }

        var nowMs = _context.NowMs;
        var bytes = records.ToContiguous().Span;
        var verdict = BatchFraming.FindSingleBatch(bytes);
        if (verdict.Error == ErrorCode.None)
        {
            verdict = _validator.Validate(bytes[..verdict.Size], Config, origin, nowMs);
        }

        if (verdict.Error != ErrorCode.None)
        {
            return LogAppendResult.Refused(verdict.Error, verdict.IsUnread ? -1 : LogStartOffset, verdict.Message, verdict.Rejections);
        }

        var batch = new RecordBatchView(bytes);
        if (Config.Compression is { } wanted && batch.Compression != wanted && !batch.IsControl)
        {
            return AppendRecompressed(batch, wanted, verdict, leaderEpoch, new AppendRules(origin, firstSequenceMustBeZero, nowMs));
        }

        return AppendValidated(bytes[..verdict.Size], verdict, leaderEpoch, new AppendRules(origin, firstSequenceMustBeZero, nowMs));
    }

    /// <summary>
    /// Appends batches as the leader stored them, offsets and epochs included. A batch cut at the end is ignored; a damaged one
    /// ends the append.
    /// </summary>
    public LogAppendResult AppendAsFollower(in SharedBytes records)
    {
        if (IsOffline)
        {
            return LogAppendResult.Refused(ErrorCode.KafkaStorageError, -1);
        }

        var firstOffset = -1L;
        var batches = new RecordBatchIterator(records.ToContiguous().Span);
        while (batches.MoveNext())
        {
            var batch = batches.Current;
            if (!batch.IsCrcValid)
            {
                return Refuse(ErrorCode.CorruptMessage, $"The batch at offset {batch.BaseOffset} has a wrong checksum.");
            }

            if (batch.BaseOffset < LogEndOffset || batch.LastOffset < batch.BaseOffset)
            {
                return Refuse(ErrorCode.InvalidRecord, $"The batch at offset {batch.BaseOffset} does not follow the end {LogEndOffset}.");
            }

            if (TryWrite(batch.Bytes, batch.LastOffset, batch.MaxTimestamp, default) is { } failure)
            {
                return failure;
            }

            firstOffset = firstOffset < 0 ? batch.BaseOffset : firstOffset;
        }

        _flusher.OnAppended();
        return new LogAppendResult { BaseOffset = firstOffset, LastOffset = LogEndOffset - 1, LogAppendTimeMs = -1, LogStartOffset = LogStartOffset, Rejections = [] };
    }

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
        if (IsOffline)
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
            Fail(error);
            return result with { Error = ErrorCode.KafkaStorageError };
        }
    }

    /// <summary>The first record whose timestamp is at least the given one; null when there is none.</summary>
    public FoundTimestamp? FindOffsetByTimestamp(long timestamp) =>
        TimestampLookup.FirstAtOrAfter(this, timestamp, _context.Codecs);

    /// <summary>The record with the largest timestamp; null when the log is empty.</summary>
    public FoundTimestamp? FindMaxTimestamp() => TimestampLookup.Largest(this, _context.Codecs);

    /// <summary>What the replicas have in common. It never falls but by truncation, and never passes the log's end.</summary>
    public void AdvanceHighWatermark(long replicatedOffset)
    {
        _replicatedOffset = Math.Max(_replicatedOffset, Math.Min(replicatedOffset, LogEndOffset));
        PublishHighWatermark();
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
            LogStartOffset = offset;
            Epochs.TruncateFromStart(offset);
        }

        return ErrorCode.None;
    }

    /// <summary>Removes everything from an offset on.</summary>
    public void TruncateTo(long offset) => Guarded(() => LogTruncation.TruncateTo(this, offset, _context));

    /// <summary>Removes everything; the next append gets the given offset.</summary>
    public void TruncateFullyAndStartAt(long offset) => Guarded(() => LogTruncation.StartAt(this, offset, _context));

    /// <summary>Removes whole segments that are due by age, by size, or below the log start.</summary>
    public int DeleteOldSegments()
    {
        var removed = 0;
        Guarded(() => removed = LogRetention.Apply(this, _context));
        return removed;
    }

    /// <summary>Seals the active segment and begins a new one at the log's end.</summary>
    public void Roll() => Guarded(() => LogRoll.Roll(this, _context));

    /// <summary>Writes indexes and producers' state out, so that the next start needs no scan: before the last flush of a clean stop.</summary>
    public void SaveState() => Guarded(() => LogRoll.SaveState(this));

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
    }

    internal void SetOffsetsAfterTruncation(long logStartOffset, long logEndOffset)
    {
        LogStartOffset = Math.Min(logStartOffset, logEndOffset);
        LogEndOffset = logEndOffset;
        _replicatedOffset = Math.Clamp(_replicatedOffset, LogStartOffset, LogEndOffset);
        HighWatermark = Math.Clamp(HighWatermark, LogStartOffset, LogEndOffset);
        _flusher.OnTruncated(logEndOffset);
    }

    internal void SetLogStartOffset(long offset)
    {
        LogStartOffset = offset;
        _replicatedOffset = Math.Max(_replicatedOffset, offset);
        HighWatermark = Math.Max(HighWatermark, offset);
    }

    internal void WantFlush() => FlushWanted?.Invoke(this);

    internal void PublishHighWatermark()
    {
        var (oldWatermark, oldStable) = (HighWatermark, LastStableOffset);
        var visible = Config.AcknowledgesFlushed && _context.FileSystem.IsDurable ? Math.Min(_replicatedOffset, _flusher.FlushedOffset) : _replicatedOffset;
        HighWatermark = Math.Max(HighWatermark, visible);
        Producers.OnHighWatermark(HighWatermark);
        if (HighWatermark > oldWatermark || LastStableOffset > oldStable)
        {
            Advanced?.Invoke(this);
        }
    }

    internal void Fail(IOException error)
    {
        if (!IsOffline)
        {
            IsOffline = true;
            Failed?.Invoke(this, error);
        }
    }

    /// <summary>The topic wants another codec than the producer used.</summary>
    private LogAppendResult AppendRecompressed(in RecordBatchView batch, CompressionType wanted, in BatchVerdict verdict, int leaderEpoch, AppendRules rules)
    {
        var target = _context.Codecs.Find(wanted) is { } codec ? new RecordCompression(codec, Config.CompressionLevel) : null;
        if (target is null && wanted != CompressionType.None)
        {
            return Refuse(ErrorCode.UnsupportedCompressionType, $"There is no codec for {wanted}.");
        }

        if (RecordBatchRewriter.Recompress(batch, _context.Codecs, target, out var rewritten) != RecordsStatus.Open)
        {
            return Refuse(ErrorCode.UnknownServerError);
        }

        try
        {
            return AppendValidated(rewritten.Sequence.FirstSpan, verdict, leaderEpoch, rules);
        }
        finally
        {
            rewritten.Release();
        }
    }

    private LogAppendResult AppendValidated(ReadOnlySpan<byte> bytes, in BatchVerdict verdict, int leaderEpoch, AppendRules rules)
    {
        var batch = new RecordBatchView(bytes);
        if (batch.SizeInBytes > Config.MaxMessageBytes)
        {
            return Refuse(ErrorCode.MessageTooLarge);
        }

        if (batch.SizeInBytes > Config.SegmentBytes)
        {
            return Refuse(ErrorCode.RecordListTooLarge);
        }

        if (batch.HasProducerId)
        {
            var check = Producers.Check(batch, rules.Origin, rules.FirstSequenceMustBeZero);
            if (check.Error != ErrorCode.None)
            {
                return Refuse(check.Error);
            }

            if (check.Duplicate is { } known)
            {
                return new LogAppendResult { BaseOffset = known.FirstOffset, LastOffset = known.LastOffset, LogAppendTimeMs = known.Timestamp, LogStartOffset = LogStartOffset, IsDuplicate = true, Rejections = [] };
            }
        }

        var isStamped = Config.TimestampType == TimestampType.LogAppendTime;
        var timestamp = isStamped ? rules.NowMs : verdict.MaxTimestamp;
        var patch = new LeaderPatch(LogEndOffset, leaderEpoch, verdict.NeedsTimestamp(batch, Config) || isStamped, Config.TimestampType, timestamp);
        var firstOffset = LogEndOffset;
        if (TryWrite(bytes, firstOffset + batch.LastOffsetDelta, timestamp, patch) is { } failure)
        {
            return failure;
        }

        _flusher.OnAppended();
        return new LogAppendResult { BaseOffset = firstOffset, LastOffset = LogEndOffset - 1, LogAppendTimeMs = isStamped ? rules.NowMs : -1, LogStartOffset = LogStartOffset, Rejections = [] };
    }

    /// <summary>Copies a batch into the active segment, patches the copy, and publishes it.</summary>
    private LogAppendResult? TryWrite(ReadOnlySpan<byte> bytes, long lastOffset, long timestamp, in LeaderPatch patch)
    {
        try
        {
            if (Segments.Active.MustRoll(Config, bytes.Length, lastOffset, timestamp, _context.NowMs))
            {
                LogRoll.Roll(this, _context);
            }

            // The epoch goes first: should the append fail, an epoch that begins at the end does no harm.
            BeginEpoch(patch.IsSet ? patch.LeaderEpoch : new RecordBatchView(bytes).PartitionLeaderEpoch, lastOffset - new RecordBatchView(bytes).LastOffsetDelta);
            var segment = Segments.Active;
            var position = segment.Size;
            var stored = segment.Reserve(bytes.Length);
            bytes.CopyTo(stored);
            patch.ApplyTo(stored);
            segment.Commit(bytes.Length);
            Publish(segment, new RecordBatchView(stored), position);
            return null;
        }
        catch (Files.DiskFullException)
        {
            return Refuse(ErrorCode.KafkaStorageError, "No space is left in the log directory.");
        }
        catch (IOException error)
        {
            Fail(error);
            return Refuse(ErrorCode.KafkaStorageError);
        }
    }

    private void Publish(LogSegment segment, in RecordBatchView batch, long position)
    {
        segment.Index(batch, position, Config.IndexIntervalBytes);
        if (Producers.Apply(batch) is { IsAborted: true } aborted)
        {
            segment.Aborted.Append(new AbortedTransaction(aborted.ProducerId, aborted.FirstOffset, aborted.LastOffset, Producers.LastStableOffsetAfter(aborted)));
        }

        LogEndOffset = batch.NextOffset;
    }

    private void BeginEpoch(int epoch, long offset)
    {
        if (epoch > Epochs.LatestEpoch)
        {
            Epochs.Assign(epoch, offset);
        }
    }

    private void Guarded(Action work)
    {
        if (IsOffline)
        {
            return;
        }

        try
        {
            work();
        }
        catch (IOException error)
        {
            Fail(error);
        }
    }

    private LogAppendResult Refuse(ErrorCode error, string? message = null) => LogAppendResult.Refused(error, LogStartOffset, message);

    private readonly record struct AppendRules(AppendOrigin Origin, bool FirstSequenceMustBeZero, long NowMs);
}
