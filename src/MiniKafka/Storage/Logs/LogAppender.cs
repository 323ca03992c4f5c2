using System.Runtime.InteropServices;
using MiniKafka.Model;
using MiniKafka.Records;
using MiniKafka.Records.Compression;
using MiniKafka.Runtime.Buffers;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Producers;
using MiniKafka.Storage.Segments;
using MiniKafka.Storage.Validation;

namespace MiniKafka.Storage.Logs;

/// <summary>
/// Appends batches to a log. Steps for a leader: judge the bytes, recompress if the topic wants it, ask the producers' state, roll
/// if needed, copy into the segment, patch the copy, publish it. Nothing is changed before the copy is in. A large batch that
/// arrived in memory of its own is not copied into a segment in memory, but kept there, and a follower in the leader's process
/// keeps its leader's bytes. Owned by the loop.
/// </summary>
internal sealed class LogAppender(LogState log, LogMedium medium, LogRoll roll, LogTruncation truncation, LogContext context)
{
    /// <summary>From this size on the bytes are written from where they are instead of through the tail's memory.</summary>
    private const int LargeBatchBytes = 128 * 1024;

    private readonly LeaderValidator _validator = new(log.Partition, context.Codecs);

    /// <summary>Appends one batch at the next offset.</summary>
    /// <param name="records">The batch in one piece.</param>
    /// <param name="terms">Under which terms.</param>
    public LogAppendResult AppendAsLeader(in SharedBytes records, Terms terms)
    {
        var bytes = records.Sequence.FirstSpan;
        var verdict = BatchFraming.FindSingleBatch(bytes);
        if (verdict.Error == ErrorCode.None)
        {
            verdict = _validator.Validate(bytes[..verdict.Size], log.Config, terms.Origin, terms.NowMs);
        }

        if (verdict.Error != ErrorCode.None)
        {
            return LogAppendResult.Refused(verdict.Error, verdict.IsUnread ? -1 : log.LogStartOffset, verdict.Message, verdict.Rejections);
        }

        var batch = new RecordBatchView(bytes);
        if (log.Config.Compression is { } wanted && batch.Compression != wanted && !batch.IsControl)
        {
            return AppendRecompressed(batch, wanted, verdict, terms);
        }

        return AppendValidated(records.Slice(0, verdict.Size), verdict, terms);
    }

    /// <summary>Where the first of some batches begins, when the log is empty and begins in the middle of it; otherwise null.</summary>
    public long? BeginningAcrossStart(in SharedBytes records)
    {
        var batches = new RecordBatchIterator(records.Sequence.FirstSpan);
        return log.Segments.Size == 0 && batches.MoveNext()
            && batches.Current.BaseOffset < log.LogStartOffset && batches.Current.LastOffset >= log.LogStartOffset && batches.Current.IsCrcValid
                ? batches.Current.BaseOffset
                : null;
    }

    /// <summary>Appends batches, in one piece, at the offsets they carry.</summary>
    public LogAppendResult AppendAsFollower(in SharedBytes records)
    {
        var firstOffset = -1L;
        var batches = new RecordBatchIterator(records.Sequence.FirstSpan);
        while (batches.MoveNext())
        {
            var batch = batches.Current;
            if (!batch.IsCrcValid)
            {
                return Refuse(ErrorCode.CorruptMessage, $"The batch at offset {batch.BaseOffset} has a wrong checksum.");
            }

            if (batch.BaseOffset < log.LogEndOffset || batch.LastOffset < batch.BaseOffset)
            {
                return Refuse(ErrorCode.InvalidRecord, $"The batch at offset {batch.BaseOffset} does not follow the end {log.LogEndOffset}.");
            }

            if (TryWrite(records.Slice(batches.Position, batch.SizeInBytes), batch.LastOffset, batch.MaxTimestamp, default) is { } failure)
            {
                return failure;
            }

            firstOffset = firstOffset < 0 ? batch.BaseOffset : firstOffset;
        }

        return new LogAppendResult { BaseOffset = firstOffset, LastOffset = log.LogEndOffset - 1, LogAppendTimeMs = -1, LogStartOffset = log.LogStartOffset, Rejections = [] };
    }

    /// <summary>The topic wants another codec than the producer used.</summary>
    private LogAppendResult AppendRecompressed(in RecordBatchView batch, CompressionType wanted, in BatchVerdict verdict, Terms terms)
    {
        var target = context.Codecs.Find(wanted) is { } codec ? new RecordCompression(codec, log.Config.CompressionLevel) : null;
        if (target is null && wanted != CompressionType.None)
        {
            return Refuse(ErrorCode.UnsupportedCompressionType, $"There is no codec for {wanted}.");
        }

        if (RecordBatchRewriter.Recompress(batch, context.Codecs, target, out var rewritten) != RecordsStatus.Open)
        {
            return Refuse(ErrorCode.UnknownServerError);
        }

        try
        {
            return AppendValidated(rewritten, verdict, terms);
        }
        finally
        {
            rewritten.Release();
        }
    }

    private LogAppendResult AppendValidated(in SharedBytes bytes, in BatchVerdict verdict, Terms terms)
    {
        var batch = new RecordBatchView(bytes.Sequence.FirstSpan);
        if (batch.SizeInBytes > log.Config.MaxMessageBytes || batch.SizeInBytes > log.Config.SegmentBytes)
        {
            // About sizes Kafka's answer says nothing of the log.
            return LogAppendResult.Refused(batch.SizeInBytes > log.Config.MaxMessageBytes ? ErrorCode.MessageTooLarge : ErrorCode.RecordListTooLarge, -1);
        }

        if (batch.HasProducerId)
        {
            var check = log.Producers.Check(batch, terms.Origin, terms.FirstSequenceMustBeZero);
            if (check.Error != ErrorCode.None)
            {
                return Refuse(check.Error);
            }

            if (check.Duplicate is { } known)
            {
                return new LogAppendResult { BaseOffset = known.FirstOffset, LastOffset = known.LastOffset, LogAppendTimeMs = known.Timestamp, LogStartOffset = log.LogStartOffset, IsDuplicate = true, Rejections = [] };
            }
        }

        if (terms.Origin == AppendOrigin.Client && context.Space?.Refusal((long)batch.SizeInBytes * terms.Copies) is { } refusal)
        {
            return Refuse(ErrorCode.KafkaStorageError, refusal);
        }

        var isStamped = log.Config.TimestampType == TimestampType.LogAppendTime;
        var timestamp = isStamped ? terms.NowMs : verdict.MaxTimestamp;
        var patch = new LeaderPatch(log.LogEndOffset, terms.LeaderEpoch, verdict.NeedsTimestamp(batch, log.Config) || isStamped, log.Config.TimestampType, timestamp);
        var firstOffset = log.LogEndOffset;
        if (TryWrite(bytes, firstOffset + batch.LastOffsetDelta, timestamp, patch) is { } failure)
        {
            return failure;
        }

        return new LogAppendResult { BaseOffset = firstOffset, LastOffset = log.LogEndOffset - 1, LogAppendTimeMs = isStamped ? terms.NowMs : -1, LogStartOffset = log.LogStartOffset, Rejections = [] };
    }

    /// <summary>Writes a batch into the active segment, with the leader's changes, and publishes it.</summary>
    private LogAppendResult? TryWrite(in SharedBytes shared, long lastOffset, long timestamp, in LeaderPatch patch)
    {
        var bytes = shared.Sequence.First;
        var batch = new RecordBatchView(bytes.Span);
        var (active, mustRoll) = (log.Segments.Active, false);
        try
        {
            mustRoll = active.MustRoll(log.Config, bytes.Length, lastOffset, timestamp, context.NowMs);
            if (mustRoll)
            {
                roll.RollFor(lastOffset - batch.LastOffsetDelta, lastOffset);
            }

            // The epoch goes first: should the append fail, an epoch that begins at the end does no harm.
            BeginEpoch(patch.IsSet ? patch.LeaderEpoch : batch.PartitionLeaderEpoch, lastOffset - batch.LastOffsetDelta);
            var segment = log.Segments.Active;
            segment.Prepare();
            var position = segment.Size;
            if (shared.Lease is { } lease && MayKeep(segment, bytes, lease, patch))
            {
                patch.ApplyTo(MemoryMarshal.AsMemory(bytes).Span);
                segment.Keep(bytes, lease);
                Publish(segment, batch, position);
                return null;
            }

            if (bytes.Length >= LargeBatchBytes && !patch.SetsTimestamp && !batch.IsControl)
            {
                var head = bytes.Span[..RecordBatchFormat.OverheadBytes].ToArray();
                patch.ApplyTo(head);
                segment.Append(head, bytes[head.Length..]);
                Publish(segment, new RecordBatchView(head), position);
                return null;
            }

            var stored = segment.Reserve(bytes.Length);
            bytes.Span.CopyTo(stored);
            patch.ApplyTo(stored);
            segment.Commit(bytes.Length);
            Publish(segment, new RecordBatchView(stored), position);
            return null;
        }
        catch (RefusedException refused)
        {
            if (refused is FileHeldException)
            {
                medium.TryAgain("appending", () => Prepare(active, mustRoll));
            }

            medium.Guarded(truncation.TakeBackEmpty);
            return refused is FileHeldException
                ? Refuse(ErrorCode.KafkaStorageError, refused.Message) with { IsHeld = true }
                : Refuse(ErrorCode.KafkaStorageError, $"No space is left in the log directory {context.Full.Refuse(log.Directory)}.");
        }
        catch (IOException error)
        {
            medium.Fail(error);
            return Refuse(ErrorCode.KafkaStorageError, $"The log directory failed: {error.Message}");
        }
    }

    /// <summary>Somebody else held a file that an append needs: when it can be had, the next append finds everything in place.</summary>
    private void Prepare(LogSegment active, bool mustRoll)
    {
        if (mustRoll && log.Segments.Active == active)
        {
            roll.Roll();
        }

        log.Epochs.WriteOut();
        log.Segments.Active.Prepare();
    }

    private static bool MayKeep(LogSegment segment, ReadOnlyMemory<byte> bytes, ILease lease, in LeaderPatch patch) =>
        (lease.MayBeChanged || !patch.IsSet) && segment.File.IsBetterKept(bytes, lease);

    private void Publish(LogSegment segment, in RecordBatchView batch, long position)
    {
        segment.Index(batch, position, log.Config.IndexIntervalBytes);
        if (log.Producers.Apply(batch) is { IsAborted: true } aborted)
        {
            segment.Aborted.Append(new AbortedTransaction(aborted.ProducerId, aborted.FirstOffset, aborted.LastOffset, log.Producers.LastStableOffsetAfter(aborted)));
        }

        log.GrowTo(batch.NextOffset);
        context.Full.Wrote(log.Directory);
    }

    private void BeginEpoch(int epoch, long offset)
    {
        if (epoch != log.Epochs.LatestEpoch)
        {
            log.Epochs.Assign(epoch, offset);
        }

        log.Epochs.WriteOut();
    }

    private LogAppendResult Refuse(ErrorCode error, string? message = null) => LogAppendResult.Refused(error, log.LogStartOffset, message);

    /// <summary>Under which terms a leader appends.</summary>
    internal readonly record struct Terms(int LeaderEpoch, AppendOrigin Origin, bool FirstSequenceMustBeZero, long NowMs, int Copies);
}
