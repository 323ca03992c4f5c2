using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MiniKafka.Records;

namespace MiniKafka.Storage.Validation;

/// <summary>
/// A quick pass over uncompressed records: every length must stay within its record and lead exactly to the next, and the
/// timestamps' extremes are found. Contents are skipped. This runs for every batch a producer sends.
/// </summary>
internal readonly record struct RecordTimestamps(bool IsSound, long SmallestDelta, long LargestDelta)
{
    private const int MoreBytes = 0x80;

    public static RecordTimestamps Read(ReadOnlySpan<byte> records, int count)
    {
        long smallest = long.MaxValue, largest = long.MinValue;
        var position = 0;
        for (var i = 0; i < count; i++)
        {
            var next = PassPlain(records, position, out var plainDelta);
            if (next > 0)
            {
                position = next;
                smallest = Math.Min(smallest, plainDelta);
                largest = Math.Max(largest, plainDelta);
                continue;
            }

            if (!TryRead(records, ref position, out var length) || length < 1 || length > records.Length - position)
            {
                return default;
            }

            var end = position + length;
            var body = records[..end];
            position++;
            if (!TryReadDelta(body, ref position, out var delta) || !TryReadRest(body, ref position) || position != end)
            {
                return default;
            }

            smallest = Math.Min(smallest, delta);
            largest = Math.Max(largest, delta);
        }

        return new RecordTimestamps(position == records.Length, smallest, largest);
    }

    /// <summary>
    /// Passes a sound record without headers whose numbers take three bytes at most, which is what most are: returns where the
    /// next one begins, or 0 to have the record looked at the thorough way. Worked example: the numbers before the value take at
    /// most 3 + 1 + 3 + 3 + 3 = 13 bytes beside the key, so that with the value's length 16 bytes of room need no check each.
    /// </summary>
    private static int PassPlain(ReadOnlySpan<byte> records, int position, out int delta)
    {
        const int roomForNumbers = 16;
        delta = 0;
        if (records.Length - position < roomForNumbers)
        {
            return 0;
        }

        ref var bytes = ref MemoryMarshal.GetReference(records);
        if (!TryReadUnchecked(ref bytes, ref position, out var length))
        {
            return 0;
        }

        var end = (long)position + length;
        position++;
        if (end > records.Length
            || !TryReadUnchecked(ref bytes, ref position, out delta)
            || !TryReadUnchecked(ref bytes, ref position, out _)
            || !TryReadUnchecked(ref bytes, ref position, out var keyLength))
        {
            return 0;
        }

        var value = position + (long)Math.Max(keyLength, 0);
        if (value + roomForNumbers > records.Length)
        {
            return 0;
        }

        position = (int)value;
        if (!TryReadUnchecked(ref bytes, ref position, out var valueLength))
        {
            return 0;
        }

        // One byte is left, and it says that there are no headers.
        var headers = position + (long)Math.Max(valueLength, 0);
        return headers + 1 == end && Unsafe.Add(ref bytes, (nint)headers) == 0 ? (int)end : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadUnchecked(ref byte bytes, ref int position, out int value)
    {
        uint zigzag = Unsafe.Add(ref bytes, position++);
        if (zigzag >= MoreBytes)
        {
            uint part = Unsafe.Add(ref bytes, position++);
            zigzag = (zigzag & (MoreBytes - 1)) | ((part & (MoreBytes - 1)) << 7);
            if (part >= MoreBytes)
            {
                part = Unsafe.Add(ref bytes, position++);
                zigzag |= (part & (MoreBytes - 1)) << 14;
                if (part >= MoreBytes)
                {
                    value = 0;
                    return false;
                }
            }
        }

        value = (int)(zigzag >> 1) ^ -(int)(zigzag & 1);
        return true;
    }

    /// <summary>Offset delta, key, value, headers.</summary>
    private static bool TryReadRest(ReadOnlySpan<byte> body, ref int position)
    {
        if (!TryRead(body, ref position, out _) || !TrySkip(body, ref position, mayBeNull: true) || !TrySkip(body, ref position, mayBeNull: true)
            || !TryRead(body, ref position, out var headers) || headers < 0)
        {
            return false;
        }

        for (; headers > 0; headers--)
        {
            if (!TrySkip(body, ref position, mayBeNull: false) || !TrySkip(body, ref position, mayBeNull: true))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TrySkip(ReadOnlySpan<byte> body, ref int position, bool mayBeNull)
    {
        if (!TryRead(body, ref position, out var length) || length > body.Length - position || (length < 0 && !mayBeNull))
        {
            return false;
        }

        position += Math.Max(length, 0);
        return true;
    }

    private static bool TryReadDelta(ReadOnlySpan<byte> body, ref int position, out long delta)
    {
        if (TryReadShort(body, ref position, out var small))
        {
            delta = small;
            return true;
        }

        return Varint.TryRead(body, ref position, out delta);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryRead(ReadOnlySpan<byte> bytes, ref int position, out int value) =>
        TryReadShort(bytes, ref position, out value) || Varint.TryRead(bytes, ref position, out value);

    /// <summary>Numbers of one or two bytes, which nearly all are; false, with nothing read, for others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadShort(ReadOnlySpan<byte> bytes, ref int position, out int value)
    {
        value = 0;
        if ((uint)position >= (uint)bytes.Length)
        {
            return false;
        }

        int zigzag = bytes[position];
        var size = 1;
        if (zigzag >= MoreBytes)
        {
            if ((uint)(position + 1) >= (uint)bytes.Length || bytes[position + 1] >= MoreBytes)
            {
                return false;
            }

            zigzag = (zigzag & (MoreBytes - 1)) | (bytes[position + 1] << 7);
            size = 2;
        }

        value = (zigzag >> 1) ^ -(zigzag & 1);
        position += size;
        return true;
    }
}
