using MiniKafka.Model;
using MiniKafka.Runtime.Buffers;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Producers;
using MiniKafka.Storage.Recovery;
using MiniKafka.Storage.Segments;

namespace MiniKafka.Storage.Logs;

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
    private readonly LogState _state;
    private readonly LogRoll _roll;
    private readonly LogTruncation _truncation;
    private readonly LogAppender _appender;

    public PartitionLog(LogContext context, TopicPartition partition, LogConfig config, LoadedLog loaded)
    {
        _context = context;
        _state = new LogState(partition, config, loaded);
        Medium = new LogMedium(partition);
        _roll = new LogRoll(_state, context);
        _truncation = new LogTruncation(_state, Medium, context);
        _appender = new LogAppender(_state, Medium, _roll, _truncation, context);
    }

    public TopicPartition Partition => _state.Partition;

    /// <summary>The topic's settings as they are now; replaced as a whole.</summary>
    public LogConfig Config
    {
        get => _state.Config;
        set => _state.Config = value;
    }

    public string Directory => _state.Directory;

    public LogSegments Segments => _state.Segments;

    public ProducerStates Producers => _state.Producers;

    public LeaderEpochCache Epochs => _state.Epochs;

    /// <summary>What becomes of the log's work on its files; who it tells that it failed, or has to wait.</summary>
    public LogMedium Medium { get; }

    /// <inheritdoc cref="LogMedium.Jobs"/>
    public LogJobs Jobs => Medium.Jobs;

    public long LogStartOffset => _state.LogStartOffset;

    public long LogEndOffset => _state.LogEndOffset;

    /// <inheritdoc cref="LogState.HighWatermark"/>
    public long HighWatermark => _state.HighWatermark;

    public long LastStableOffset => _state.LastStableOffset;

    public long Size => Segments.Size;

    /// <inheritdoc cref="LogState.IsMoving"/>
    public bool IsMoving => _state.IsMoving;

    /// <inheritdoc cref="LogMedium.IsOffline"/>
    public bool IsOffline => Medium.IsOffline;

    /// <summary>Appends one batch that a producer or a coordinator sent, at the next offset.</summary>
    /// <param name="records">The batch; a torn one behind it is dropped.</param>
    /// <param name="leaderEpoch">Goes into the stored batch.</param>
    /// <param name="origin">How much is checked.</param>
    /// <param name="firstSequenceMustBeZero">The producer's protocol promises to begin at 0 in every partition.</param>
    /// <param name="copies">How many replicas will have the batch, this one counted.</param>
    public LogAppendResult AppendAsLeader(in SharedBytes records, int leaderEpoch, AppendOrigin origin = AppendOrigin.Client, bool firstSequenceMustBeZero = false, int copies = 1) => Medium.IsOutOfService
        ? OutOfService()
        : Appended(_appender.AppendAsLeader(records.InOnePiece(), new LogAppender.Terms(leaderEpoch, origin, firstSequenceMustBeZero, _context.NowMs, copies)));

    /// <summary>
    /// Appends batches as the leader stored them, offsets and epochs included. A batch cut at the end is ignored; a damaged one
    /// ends the append.
    /// </summary>
    public LogAppendResult AppendAsFollower(in SharedBytes records)
    {
        if (Medium.IsOutOfService)
        {
            return OutOfService();
        }

        var batches = records.InOnePiece();
        return _appender.BeginningAcrossStart(batches) is { } baseOffset ? AppendAcrossStart(batches, baseOffset) : Appended(_appender.AppendAsFollower(batches));
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
        if (Medium.IsOutOfService)
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
            Medium.Take(error, "reading", () => LogReader.Read(Segments, startOffset, maxBytes: 1, endOffset, minOneMessage: false, out _).Release());
            return result with { Error = ErrorCode.KafkaStorageError };
        }
    }

    /// <summary>The first record whose timestamp is at least the given one; null when there is none, or the medium failed.</summary>
    public FoundTimestamp? FindOffsetByTimestamp(long timestamp)
    {
        FoundTimestamp? found = null;
        Medium.Guarded(() => found = TimestampLookup.FirstAtOrAfter(_state, timestamp, _context.Codecs));
        return found;
    }

    /// <summary>The record with the largest timestamp; null when the log is empty, or the medium failed.</summary>
    public FoundTimestamp? FindMaxTimestamp()
    {
        FoundTimestamp? found = null;
        Medium.Guarded(() => found = TimestampLookup.Largest(_state, _context.Codecs));
        return found;
    }

    /// <summary>What the replicas have in common. It never falls but by truncation, and never passes the log's end.</summary>
    /// <returns>True when readers see more than before: the high watermark or the last stable offset went up.</returns>
    public bool AdvanceHighWatermark(long replicatedOffset)
    {
        _state.ReplicatedTo(replicatedOffset);
        return _state.Show(AcknowledgesFlushed);
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
            Medium.Guarded(() =>
            {
                _state.BeginAt(offset);
                Epochs.TruncateFromStart(offset);
            });
        }

        return IsOffline ? ErrorCode.KafkaStorageError : ErrorCode.None;
    }

    /// <summary>Notes that a leader epoch begins at an offset; nothing changes when a later one is known already.</summary>
    public void BeginEpoch(int epoch, long offset) => Medium.Guarded(() =>
    {
        if (epoch > Epochs.LatestEpoch)
        {
            Epochs.Assign(epoch, offset);
        }
    });

    /// <summary>Removes everything from an offset on. Asked for while no worker has the log's files open: see <see cref="Jobs"/>.</summary>
    public void TruncateTo(long offset) => Cut(() => _truncation.TruncateTo(offset));

    /// <summary>Removes everything; the next append gets the given offset. No worker may have the log's files open.</summary>
    public void TruncateFullyAndStartAt(long offset) => Cut(() => _truncation.StartAt(offset));

    /// <summary>
    /// Removes whole segments that are due by age, by size, or below the log start, and returns how many: 0 when it has to wait for somebody
    /// who has the log's files open.
    /// </summary>
    public int DeleteOldSegments() => WithRetention(static retention => retention.Apply());

    /// <summary>
    /// Where what logs take is bounded, what lies below its start goes without waiting for retention: all whole segments, and the active one when
    /// nothing of it is left.
    /// </summary>
    public void FreeBelowStart()
    {
        if (_context.Space is not null)
        {
            WithRetention(static retention => retention.FreeBelowStart());
        }
    }

    /// <summary>What lies below the log's start goes now, the active segment too when nothing of it is left.</summary>
    public void RemoveBelowStart() => WithRetention(static retention => retention.RemoveBelowStart());

    /// <summary>Seals the active segment and begins a new one at the log's end.</summary>
    public void Roll() => Medium.Guarded(_roll.Roll);

    /// <summary>
    /// Writes indexes and producers' state out, so that the next start needs no scan: before the last flush of a clean stop. False when
    /// there was no room, or the medium failed: then the next start has to scan.
    /// </summary>
    public bool SaveState() => Medium.Guarded(_roll.SaveState, "the last state");

    /// <summary>Writes the state of the producers of a log that ends where this one does, for the next start to take as this one's.</summary>
    public void TakeProducersOf(PartitionLog source) => Medium.Guarded(() => _state.Flusher.AddWritten(_state.Snapshots.Take(LogEndOffset, source.Producers.All)));

    /// <summary>Closes the files. They open again when they are needed.</summary>
    public void CloseFiles()
    {
        foreach (var segment in Segments.All)
        {
            segment.Close();
        }
    }

    /// <summary>
    /// Puts a cleaned segment in the place of those it was made of. False when the log has changed meanwhile, so that these are not there any
    /// more, or is moving away. Asked for while no worker has the log's files open.
    /// </summary>
    /// <exception cref="FileHeldException">Somebody holds a cleaned file: it may be tried again.</exception>
    public bool TryReplace(IReadOnlyList<LogSegment> segments, LogSegment cleaned) => new SegmentSwap(_state, Medium, _context).TryRun(segments, cleaned);

    /// <summary>The log is being copied to another directory from now on; of what is cut off meanwhile <see cref="TakeLowestCut"/> tells.</summary>
    public void BeginMove()
    {
        _state.IsMoving = true;
        _state.TakeLowestCut();
    }

    public void EndMove() => _state.IsMoving = false;

    /// <inheritdoc cref="LogState.TakeLowestCut"/>
    public long TakeLowestCut() => _state.TakeLowestCut();

    /// <summary>Ends the log's service: files are closed, every later call is refused, and nobody is told of a failure.</summary>
    public void Retire()
    {
        CloseFiles();
        Medium.Retire();
    }

    /// <summary>Whoever wants it cut again because another cut is not done yet asks again.</summary>
    private void Cut(Action work)
    {
        if (!Jobs.IsUnfinished)
        {
            Medium.ToTheEnd(WorkAndTell, stopsService: true);
        }

        void WorkAndTell()
        {
            work();
            Unflushed?.Invoke();
        }
    }

    private LogAppendResult Appended(in LogAppendResult result)
    {
        if (result is { IsSuccess: true, IsDuplicate: false })
        {
            WantFlushIfDue();
        }

        return result;
    }

    /// <summary>
    /// The log is empty and begins in the middle of the leader's first batch, of which the beginning was deleted: the batch comes
    /// as a whole, and the log start hides its beginning here too.
    /// </summary>
    private LogAppendResult AppendAcrossStart(in SharedBytes batches, long baseOffset)
    {
        var logStart = LogStartOffset;
        TruncateFullyAndStartAt(baseOffset);
        if (LogStartOffset != baseOffset)
        {
            return OutOfService();
        }

        var result = AppendAsFollower(batches);
        _state.BeginAt(Math.Min(logStart, LogEndOffset));
        return result;
    }

    private int WithRetention(Func<LogRetention, int> remove)
    {
        var removed = 0;
        Jobs.WhenIdle(() => Medium.Guarded(() => removed = remove(new LogRetention(_state, _roll, _truncation, _context)), "retention"));
        return removed;
    }

    private LogAppendResult OutOfService() => LogAppendResult.Refused(ErrorCode.KafkaStorageError, -1) with { IsHeld = !IsOffline };
}
