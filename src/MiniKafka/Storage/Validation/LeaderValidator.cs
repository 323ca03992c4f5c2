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
    private const long LargestDecompressed = int.MaxValue / 2;

    /// <summary>Judges one whole batch.</summary>
    public BatchVerdict Validate(ReadOnlySpan<byte> bytes, LogConfig config, AppendOrigin origin, long nowMs)
    {
        var batch = new RecordBatchView(bytes);
        if (batch.SizeInBytes > config.MaxMessageBytes && config.Compression is null)
        {
            return BatchVerdict.Unread(ErrorCode.MessageTooLarge);
        }

        if (!batch.IsCrcValid)
        {
            return BatchVerdict.Unread(ErrorCode.CorruptMessage);
        }

        var isClient = origin == AppendOrigin.Client;
        if (isClient && batch.BaseOffset != 0)
        {
            return BatchVerdict.Refused(ErrorCode.InvalidRecord);
        }

        var offsets = (long)batch.LastOffsetDelta + 1;
        if (offsets <= 0 || batch.RecordCount <= 0 || offsets != batch.RecordCount || (isClient && batch.IsControl)
            || (isClient && batch.HasProducerId && batch.BaseSequence < 0))
        {
            return BatchVerdict.Refused(ErrorCode.InvalidRecord);
        }

        if (batch.Compression == CompressionType.None)
        {
            return ValidateRecords(batch, batch.RecordBytes, config, nowMs, isClient);
        }

        // An unknown codec or a body that cannot be expanded is an unexpected failure to Kafka, and so to its clients.
        return codecs.Find(batch.Compression) is { } codec
            ? ValidateCompressed(batch, codec, config, nowMs, isClient)
            : BatchVerdict.Refused(ErrorCode.UnknownServerError);
    }

    private BatchVerdict ValidateCompressed(in RecordBatchView batch, ICompressionCodec codec, LogConfig config, long nowMs, bool isClient)
    {
        var plain = new GrowingBuffer(batch.SizeInBytes * 2);
        try
        {
            if (codec.Decompress(batch.RecordBytes, plain, (int)LargestDecompressed) != DecompressionStatus.Done || !OffsetsCountUp(plain.Written, batch.RecordCount))
            {
                return BatchVerdict.Refused(ErrorCode.UnknownServerError);
            }

            return ValidateRecords(batch, plain.Written, config, nowMs, isClient);
        }
        finally
        {
            plain.Release();
        }
    }

    private BatchVerdict ValidateRecords(in RecordBatchView batch, ReadOnlySpan<byte> records, LogConfig config, long nowMs, bool isClient)
    {
        var timestamps = RecordTimestamps.Read(records, batch.RecordCount);
        if (!timestamps.IsSound)
        {
            return BatchVerdict.Refused(ErrorCode.InvalidRecord);
        }

        var smallest = batch.TimestampOf(timestamps.SmallestDelta);
        var largest = batch.TimestampOf(timestamps.LargestDelta);
        var isStampedWrongly = config.TimestampType == TimestampType.CreateTime
            ? IsOutOfBounds(smallest, config, nowMs) || IsOutOfBounds(largest, config, nowMs)
            : batch.TimestampType == TimestampType.LogAppendTime;
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

    internal static bool IsOutOfBounds(long timestamp, LogConfig config, long nowMs) =>
        timestamp != RecordBatchFormat.NoTimestamp
        && (nowMs - timestamp > config.TimestampBeforeMaxMs || timestamp - nowMs > config.TimestampAfterMaxMs);

    private static bool OffsetsCountUp(ReadOnlySpan<byte> records, int count)
    {
        var reader = new RecordReader(records, count);
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
