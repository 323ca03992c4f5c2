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

    /// <summary>
    /// Looks at the outline of the first batch alone. Returns what is wrong with it, or null and its size, which is 0 when there
    /// is no whole batch.
    /// </summary>
    /// <param name="start">The beginning of the bytes: a batch's header, unless there is less.</param>
    /// <param name="available">How many bytes there are.</param>
    /// <param name="size">The size of the batch.</param>
    public static BatchVerdict? FindFirst(ReadOnlySpan<byte> start, long available, out int size)
    {
        size = 0;
        if (start.Length < RecordBatchFormat.LengthOverheadBytes)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32BigEndian(start[RecordBatchFormat.LengthPosition..]);
        if (length < OldestFormatOverhead)
        {
            return BatchVerdict.Unread(ErrorCode.CorruptMessage, $"Record size {length} is less than the minimum record overhead ({OldestFormatOverhead})");
        }

        if (start.Length <= RecordBatchFormat.MagicPosition)
        {
            return null;
        }

        var magic = (sbyte)start[RecordBatchFormat.MagicPosition];
        if (magic is < 0 or > 2)
        {
            return BatchVerdict.Unread(ErrorCode.CorruptMessage, $"Invalid magic found in record: {magic}");
        }

        size = length <= available - RecordBatchFormat.LengthOverheadBytes ? length + RecordBatchFormat.LengthOverheadBytes : 0;
        return null;
    }

    /// <summary>Judges the outline of all that a producer sent for a partition; the size is that of the one batch.</summary>
    public static BatchVerdict FindSingleBatch(ReadOnlySpan<byte> bytes)
    {
        if (FindFirst(bytes, bytes.Length, out var first) is { } corrupt)
        {
            return corrupt;
        }

        if (first == 0 || bytes[RecordBatchFormat.MagicPosition] != RecordBatchFormat.Magic)
        {
            return BatchVerdict.Unread(ErrorCode.InvalidRecord);
        }

        var rest = bytes[first..];
        if (FindFirst(rest, rest.Length, out var second) is { } torn)
        {
            return torn with { Message = null };
        }

        return second > 0 ? BatchVerdict.Unread(ErrorCode.InvalidRecord)
            : first < RecordBatchFormat.OverheadBytes ? BatchVerdict.Unread(ErrorCode.CorruptMessage)
            : new BatchVerdict { Size = first };
    }
}
