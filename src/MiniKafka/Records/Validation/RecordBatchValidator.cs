using System.Buffers.Binary;
using MiniKafka.Model;
using MiniKafka.Records.Compression;

namespace MiniKafka.Records.Validation;

/// <summary>
/// Says whether a broker may append what a client produced to a partition. The order of the checks is Kafka's, since it
/// decides which error a client sees: shape of the entry, base offset, size, CRC, header, then the single records.
/// Changes nothing and, when all is well and nothing is compressed, allocates nothing.
/// </summary>
internal static class RecordBatchValidator
{
    private const int SmallestLegacyLength = 14;

    /// <summary>Checks a partition's entry: exactly one batch of magic 2, possibly followed by a torn one.</summary>
    public static BatchValidation Validate(ReadOnlySpan<byte> entry, BatchRules rules, CompressionCodecs codecs, long now)
    {
        var (error, message) = CheckEntry(entry, out var batch);
        if (error == ErrorCode.None)
        {
            (error, message) = CheckHeader(batch, rules);
        }

        return error == ErrorCode.None
            ? CheckRecords(batch, rules, codecs, now)
            : BatchValidation.Bad(error, message!);
    }

    private static (ErrorCode Error, string? Message) CheckEntry(ReadOnlySpan<byte> entry, out RecordBatchView batch)
    {
        batch = default;
        var (error, message) = CheckNext(entry, out var size);
        if (error != ErrorCode.None)
        {
            return (error, message);
        }

        if (size == 0)
        {
            return (ErrorCode.InvalidRecord, "The entry holds no whole record batch.");
        }

        if (entry[RecordBatchFormat.MagicPosition] != RecordBatchFormat.Magic)
        {
            return (ErrorCode.InvalidRecord, "Record batches have to be of magic 2.");
        }

        if (size < RecordBatchFormat.OverheadBytes)
        {
            return (ErrorCode.CorruptMessage, "The length of the record batch is smaller than its header.");
        }

        batch = new RecordBatchView(entry[..size]);
        (error, message) = CheckNext(entry[size..], out var nextSize);
        return nextSize > 0 ? (ErrorCode.InvalidRecord, "The entry holds more than one record batch.") : (error, message);
    }

    /// <summary>The size of the batch these bytes begin with, 0 if it is not whole.</summary>
    private static (ErrorCode Error, string? Message) CheckNext(ReadOnlySpan<byte> bytes, out int size)
    {
        size = 0;
        if (bytes.Length < RecordBatchFormat.LengthOverheadBytes)
        {
            return default;
        }

        var length = BinaryPrimitives.ReadInt32BigEndian(bytes[RecordBatchFormat.LengthPosition..]);
        if (length < SmallestLegacyLength)
        {
            return (ErrorCode.CorruptMessage, $"A record batch cannot have the length {length}.");
        }

        if (bytes.Length <= RecordBatchFormat.MagicPosition)
        {
            return default;
        }

        var magic = bytes[RecordBatchFormat.MagicPosition];
        if (magic > RecordBatchFormat.Magic)
        {
            return (ErrorCode.CorruptMessage, $"There is no magic {(sbyte)magic}.");
        }

        if (length <= bytes.Length - RecordBatchFormat.LengthOverheadBytes)
        {
            size = length + RecordBatchFormat.LengthOverheadBytes;
        }

        return default;
    }

    private static (ErrorCode Error, string? Message) CheckHeader(RecordBatchView batch, BatchRules rules)
    {
        if (batch.BaseOffset != 0)
        {
            return (ErrorCode.InvalidRecord, $"The base offset of a produced batch is 0, not {batch.BaseOffset}.");
        }

        if (batch.SizeInBytes > rules.MaxBatchBytes)
        {
            return (ErrorCode.MessageTooLarge, $"The batch has {batch.SizeInBytes} bytes; {rules.MaxBatchBytes} are allowed.");
        }

        if (!batch.IsCrcValid)
        {
            return (ErrorCode.CorruptMessage, $"The batch says its CRC is {batch.Crc}, but it is {batch.ComputeCrc()}.");
        }

        if (batch.RecordCount <= 0 || batch.LastOffsetDelta != batch.RecordCount - 1)
        {
            return (ErrorCode.InvalidRecord,
                $"{batch.RecordCount} records do not go with a last offset delta of {batch.LastOffsetDelta}.");
        }

        if (batch.IsControl)
        {
            return (ErrorCode.InvalidRecord, "Clients may not write control records.");
        }

        return batch.HasProducerId && batch.BaseSequence < 0
            ? (ErrorCode.InvalidRecord, $"A batch with a producer id needs a sequence, not {batch.BaseSequence}.")
            : default;
    }

    private static BatchValidation CheckRecords(RecordBatchView batch, BatchRules rules, CompressionCodecs codecs, long now)
    {
        switch (BatchRecords.Open(batch, codecs, out var records, rules.MaxDecompressedBytes))
        {
            case RecordsStatus.UnknownCodec:
                return BatchValidation.Bad(
                    ErrorCode.UnsupportedCompressionType, $"There is no codec with the number {(int)batch.Compression}.");
            case RecordsStatus.Corrupt:
                return BatchValidation.Bad(ErrorCode.CorruptMessage, $"The records cannot be decompressed ({batch.Compression}).");
            case RecordsStatus.TooLarge:
                return BatchValidation.Bad(
                    ErrorCode.MessageTooLarge, $"The records expand to more than {rules.MaxDecompressedBytes} bytes.");
        }

        using (records)
        {
            return RecordsValidator.Validate(batch, records.GetReader(), rules, now);
        }
    }
}
