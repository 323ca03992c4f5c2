using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniKafka.Records;

/// <summary>
/// Zig-zag integers of variable length, as records use them: seven bits a byte, lowest first, the sign in the lowest bit.
/// </summary>
internal static class Varint
{
    public const int MaxInt32Bytes = 5;
    public const int MaxInt64Bytes = 10;

    public static int SizeOf(int value) => SizeOfUnsigned((uint)((value << 1) ^ (value >> 31)));

    public static int SizeOf(long value) => SizeOfUnsigned((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>Writes to the front of <paramref name="destination"/> and says how many bytes it took.</summary>
    public static int Write(Span<byte> destination, int value) => WriteUnsigned(destination, (uint)((value << 1) ^ (value >> 31)));

    public static int Write(Span<byte> destination, long value) => WriteUnsigned(destination, (ulong)((value << 1) ^ (value >> 63)));

    /// <summary>Reads at <paramref name="position"/> and moves it on; false if the bytes end early or the value needs more than 32 bits.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, ref int position, out int value)
    {
        // Most lengths and deltas fit into one byte.
        if ((uint)position < (uint)source.Length && source[position] < 0x80)
        {
            int only = source[position++];
            value = (only >> 1) ^ -(only & 1);
            return true;
        }

        if (TryReadUnsigned(source, ref position, MaxInt32Bytes, out var raw) && raw <= uint.MaxValue)
        {
            var bits = (uint)raw;
            value = (int)(bits >> 1) ^ -(int)(bits & 1);
            return true;
        }

        value = 0;
        return false;
    }

    /// <summary>Reads at <paramref name="position"/> and moves it on; false if the bytes end early or the value needs more than 64 bits.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, ref int position, out long value)
    {
        if (TryReadUnsigned(source, ref position, MaxInt64Bytes, out var raw))
        {
            value = (long)(raw >> 1) ^ -(long)(raw & 1);
            return true;
        }

        value = 0;
        return false;
    }

    private static int SizeOfUnsigned(ulong value) => value < 0x80 ? 1 : (BitOperations.Log2(value) / 7) + 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int WriteUnsigned(Span<byte> destination, ulong value)
    {
        // Most deltas and lengths fit into one byte.
        if (value < 0x80)
        {
            destination[0] = (byte)value;
            return 1;
        }

        return WriteLonger(destination, value);
    }

    private static int WriteLonger(Span<byte> destination, ulong value)
    {
        var written = 0;
        while (value >= 0x80)
        {
            destination[written++] = (byte)(value | 0x80);
            value >>= 7;
        }

        destination[written++] = (byte)value;
        return written;
    }

    private static bool TryReadUnsigned(ReadOnlySpan<byte> source, ref int position, int maxBytes, out ulong value)
    {
        value = 0;
        for (var read = 0; read < maxBytes && (uint)position < (uint)source.Length; read++)
        {
            var next = source[position++];
            if (read == MaxInt64Bytes - 1 && next > 1)
            {
                return false;
            }

            value |= (ulong)(next & 0x7F) << (7 * read);
            if (next < 0x80)
            {
                return true;
            }
        }

        return false;
    }
}
