using System.Runtime.CompilerServices;
using MiniKafka.Records;

namespace MiniKafka.Storage.Validation;

/// <summary>
/// A quick pass over uncompressed records: their lengths must lead exactly to the end, and their timestamps' extremes are found.
/// Keys, values and headers are skipped. This runs for every batch a producer sends.
/// </summary>
internal readonly record struct RecordTimestamps(bool IsSound, long SmallestDelta, long LargestDelta)
{
    public static RecordTimestamps Read(ReadOnlySpan<byte> records, int count)
    {
        long smallest = long.MaxValue, largest = long.MinValue;
        var position = 0;
        for (var i = 0; i < count; i++)
        {
            if (!TryReadShort(records, ref position, out var length) && !Varint.TryRead(records, ref position, out length))
            {
                return default;
            }

            if (length < 1 || length > records.Length - position)
            {
                return default;
            }

            var field = position + 1;
            long delta;
            if (TryReadShort(records, ref field, out var shortDelta))
            {
                delta = shortDelta;
            }
            else if (!Varint.TryRead(records, ref field, out delta))
            {
                return default;
            }

            position += length;
            if (field > position)
            {
                return default;
            }

            smallest = Math.Min(smallest, delta);
            largest = Math.Max(largest, delta);
        }

        return new RecordTimestamps(position == records.Length, smallest, largest);
    }

    /// <summary>Numbers of one or two bytes, which nearly all are; false, with nothing read, for others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadShort(ReadOnlySpan<byte> records, ref int position, out int value)
    {
        const int more = 0x80;
        value = 0;
        if ((uint)(position + 1) >= (uint)records.Length)
        {
            return false;
        }

        int first = records[position], second = records[position + 1];
        if (first < more)
        {
            value = (first >> 1) ^ -(first & 1);
            position++;
            return true;
        }

        if (second >= more)
        {
            return false;
        }

        var zigzag = (first & (more - 1)) | (second << 7);
        value = (zigzag >> 1) ^ -(zigzag & 1);
        position += 2;
        return true;
    }
}
