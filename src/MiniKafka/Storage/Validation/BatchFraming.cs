using System.Buffers.Binary;
using MiniKafka.Model;
using MiniKafka.Records;

namespace MiniKafka.Storage.Validation;

/// <summary>
/// Finds the one batch that a producer may send for a partition. A torn batch behind it is dropped; anything else is refused
/// with the code that Kafka has for it.
/// </summary>
internal static class BatchFraming
{
    // Kafka refuses lengths that not even its oldest record format could have before it looks at the format.
    private const int OldestFormatOverhead = 14;

    public static BatchVerdict FindSingleBatch(ReadOnlySpan<byte> bytes)
    {
        var first = SizeOfBatchAt(bytes, out var error);
        if (error.Error != ErrorCode.None)
        {
            return error;
        }

        if (first == 0)
        {
            return BatchVerdict.Unread(ErrorCode.InvalidRecord);
        }

        var magic = (sbyte)bytes[RecordBatchFormat.MagicPosition];
        if (magic is 0 or 1)
        {
            return BatchVerdict.Unread(ErrorCode.InvalidRecord);
        }

        var second = SizeOfBatchAt(bytes[first..], out error);
        if (error.Error != ErrorCode.None)
        {
            return error with { Message = null };
        }

        return second > 0 ? BatchVerdict.Unread(ErrorCode.InvalidRecord) : new BatchVerdict { Size = first };
    }

    /// <summary>The size of the whole batch at the start; 0 when there is none.</summary>
    private static int SizeOfBatchAt(ReadOnlySpan<byte> bytes, out BatchVerdict error)
    {
        error = default;
        if (bytes.Length <= RecordBatchFormat.MagicPosition)
        {
            return 0;
        }

        var length = BinaryPrimitives.ReadInt32BigEndian(bytes[RecordBatchFormat.LengthPosition..]);
        if (length < OldestFormatOverhead)
        {
            error = BatchVerdict.Unread(ErrorCode.CorruptMessage, $"Record size {length} is less than the minimum record overhead ({OldestFormatOverhead})");
            return 0;
        }

        var magic = (sbyte)bytes[RecordBatchFormat.MagicPosition];
        if (magic is < 0 or > 2)
        {
            error = BatchVerdict.Unread(ErrorCode.CorruptMessage, $"Invalid magic found in record: {magic}");
            return 0;
        }

        if (length > bytes.Length - RecordBatchFormat.LengthOverheadBytes)
        {
            return 0;
        }

        if (magic == RecordBatchFormat.Magic && length < RecordBatchFormat.MinLength)
        {
            error = BatchVerdict.Unread(ErrorCode.CorruptMessage);
            return 0;
        }

        return length + RecordBatchFormat.LengthOverheadBytes;
    }
}
