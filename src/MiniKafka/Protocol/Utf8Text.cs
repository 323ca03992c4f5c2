using System.Buffers;
using System.Text;

namespace MiniKafka.Protocol;

/// <summary>
/// Text of the protocol. What is no UTF-8 is read as the replacement character, as often as Java reads it: half of a surrogate pair that was
/// encoded by itself is one such character, where the framework sees three broken bytes.
/// </summary>
internal static class Utf8Text
{
    private const byte BeforeSurrogates = 0xED;
    private const byte FirstOfSurrogates = 0xA0;
    private const byte LastContinuation = 0xBF;
    private const byte ContinuationMask = 0xC0;
    private const byte Continuation = 0x80;

    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        var at = FirstSurrogate(bytes);
        if (at < 0)
        {
            return Encoding.UTF8.GetString(bytes);
        }

        // There are never more characters than bytes.
        var text = ArrayPool<char>.Shared.Rent(bytes.Length);
        var length = 0;
        for (; at >= 0; at = FirstSurrogate(bytes))
        {
            length += Encoding.UTF8.GetChars(bytes[..at], text.AsSpan(length));
            text[length++] = '\uFFFD';
            bytes = bytes[(at + 2)..];
            if (bytes.Length > 0 && (bytes[0] & ContinuationMask) == Continuation)
            {
                bytes = bytes[1..];
            }
        }

        length += Encoding.UTF8.GetChars(bytes, text.AsSpan(length));
        var decoded = new string(text, 0, length);
        ArrayPool<char>.Shared.Return(text);
        return decoded;
    }

    private static int FirstSurrogate(ReadOnlySpan<byte> bytes)
    {
        for (var from = 0; bytes[from..].IndexOf(BeforeSurrogates) is var found and >= 0; from += found + 1)
        {
            var at = from + found;
            if (at + 1 < bytes.Length && bytes[at + 1] is >= FirstOfSurrogates and <= LastContinuation)
            {
                return at;
            }
        }

        return -1;
    }
}
