using MiniKafka.Model;
using MiniKafka.Records;
using MiniKafka.Records.Compression;

namespace MiniKafka.Storage.Validation;

/// <summary>
/// Judges a batch before the leader appends it: checksum, counts, producer fields, timestamps, keys. Stateless but for the codecs.
/// Single records are read only when the topic demands keys, when a timestamp is out of bounds, or when they are compressed.
/// </summary>
internal sealed class LeaderValidator(TopicPartition partition, CompressionCodecs codecs)
{
    /// <summary>Judges one whole batch.</summary>
    public BatchVerdict Validate(ReadOnlySpan<byte> bytes, LogConfig config, AppendOrigin origin, long nowMs)
    {
        var batch = new RecordBatchView(bytes);
        var isClient = origin == AppendOrigin.Client;
        if (isClient && batch.BaseOffset != 0)
        {
            return BatchVerdict.Refused(ErrorCode.InvalidRecord);
        }

        // What the producer sends must fit, and once more what it becomes when the topic wants it compressed otherwise.
        if (batch.SizeInBytes > config.MaxMessageBytes)
        {
            return BatchVerdict.Unread(ErrorCode.MessageTooLarge);
        }

        if (!batch.IsCrcValid)
        {
            return BatchVerdict.Unread(ErrorCode.CorruptMessage);
        }

        var offsets = (long)batch.LastOffsetDelta + 1;
        if (offsets <= 0 || batch.RecordCount <= 0 || offsets != batch.RecordCount || (isClient && batch.IsControl)
            || (isClient && batch.HasProducerId && batch.BaseSequence < 0))
        {
            return BatchVerdict.Refused(ErrorCode.InvalidRecord);
        }

        switch (BatchRecords.Open(batch, codecs, out var records))
        {
            case RecordsStatus.Open:
                break;
            case RecordsStatus.TooLarge:
                return BatchVerdict.Refused(ErrorCode.MessageTooLarge);
            default:
                // An unknown codec, or a body that cannot be expanded, is an unexpected failure to Kafka, and so to its clients.
                return BatchVerdict.Refused(ErrorCode.UnknownServerError);
        }

        using (records)
        {
            return batch.Compression != CompressionType.None && !OffsetsCountUp(records.GetReader())
                ? BatchVerdict.Refused(ErrorCode.UnknownServerError)
                : ValidateRecords(batch, records.Bytes, config, nowMs, isClient);
        }
    }

    private BatchVerdict ValidateRecords(in RecordBatchView batch, ReadOnlySpan<byte> records, LogConfig config, long nowMs, bool isClient)
    {
        var timestamps = RecordTimestamps.Read(records, batch.RecordCount);
        if (!timestamps.IsSound)
        {
            return BatchVerdict.Refused(ErrorCode.InvalidRecord);
        }

        var isStamped = batch.TimestampType == TimestampType.LogAppendTime;
        var smallest = batch.TimestampOf(timestamps.SmallestDelta);
        var largest = batch.TimestampOf(timestamps.LargestDelta);
        var isStampedWrongly = config.TimestampType == TimestampType.CreateTime && !(isStamped && largest == RecordBatchFormat.NoTimestamp)
            ? IsOutOfBounds(smallest, config, nowMs) || IsOutOfBounds(largest, config, nowMs)
            : isStamped;
        if (isClient && (isStampedWrongly || config.IsCompacted))
        {
            var refusal = RecordChecks.Run(batch, records, new RecordChecks.Rules(partition, config, nowMs));
            if (refusal is { } verdict)
            {
                return verdict;
            }
        }

        return new BatchVerdict { Size = batch.SizeInBytes, MaxTimestamp = largest };
    }

    internal static bool IsOutOfBounds(long timestamp, LogConfig config, long nowMs)
    {
        if (timestamp == RecordBatchFormat.NoTimestamp)
        {
            return false;
        }

        // Kafka's difference wraps around: what lies further back than a long can tell counts as far ahead.
        var age = unchecked(nowMs - timestamp);
        return age > config.TimestampBeforeMaxMs || unchecked(-age) > config.TimestampAfterMaxMs;
    }

    private static bool OffsetsCountUp(RecordReader reader)
    {
        for (var expected = 0; reader.MoveNext(); expected++)
        {
            if (reader.Current.OffsetDelta != expected)
            {
                return false;
            }
        }

        return true;
    }
}
