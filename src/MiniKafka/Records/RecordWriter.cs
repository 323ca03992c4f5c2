using System.Text;

namespace MiniKafka.Records;

/// <summary>
/// Writes one record: length, attributes, timestamp delta, offset delta, key, value, headers. The size is computed
/// first, so that the record goes straight to its place.
/// </summary>
internal static class RecordWriter
{
    /// <summary>The most that length, attributes, deltas, and the lengths of key, value and header count can take together.</summary>
    public const int MaxOverheadBytes = 1 + Varint.MaxInt64Bytes + (5 * Varint.MaxInt32Bytes);

    /// <summary>The size of the record's fields, without its length field.</summary>
    public static int BodySize(
        int offsetDelta, long timestampDelta, NullableBytes key, NullableBytes value, ReadOnlySpan<RecordHeader> headers)
    {
        var size = 1 + Varint.SizeOf(timestampDelta) + Varint.SizeOf(offsetDelta) + SizeOf(key) + SizeOf(value);
        return checked(size + Varint.SizeOf(headers.Length) + SizeOf(headers));
    }

    /// <summary>A record's size whatever its place in the batch turns out to be.</summary>
    public static int SizeUpperBound(NullableBytes key, NullableBytes value, ReadOnlySpan<RecordHeader> headers) =>
        checked(MaxOverheadBytes + key.Span.Length + value.Span.Length + SizeOf(headers));

    /// <summary>The size of the length field and a body of <paramref name="bodySize"/> bytes.</summary>
    public static int SizeInBytes(int bodySize) => checked(Varint.SizeOf(bodySize) + bodySize);

    /// <summary>Writes all of a record but its headers' contents; says how many bytes that took.</summary>
    public static int WriteStart(
        Span<byte> destination, int bodySize, int offsetDelta, long timestampDelta, NullableBytes key, NullableBytes value, int headerCount)
    {
        var at = Varint.Write(destination, bodySize);
        destination[at++] = 0;
        at += Varint.Write(destination[at..], timestampDelta);
        at += Varint.Write(destination[at..], offsetDelta);
        at += Write(destination[at..], key);
        at += Write(destination[at..], value);
        return at + Varint.Write(destination[at..], headerCount);
    }

    public static void WriteHeaders(Span<byte> destination, ReadOnlySpan<RecordHeader> headers)
    {
        var at = 0;
        foreach (var header in headers)
        {
            var nameSize = Encoding.UTF8.GetByteCount(header.Name);
            at += Varint.Write(destination[at..], nameSize);
            at += Encoding.UTF8.GetBytes(header.Name, destination[at..]);
            at += Write(destination[at..], header.Value);
        }
    }

    private static int SizeOf(NullableBytes bytes) =>
        bytes.IsNull ? Varint.SizeOf(-1) : checked(Varint.SizeOf(bytes.Span.Length) + bytes.Span.Length);

    private static int SizeOf(ReadOnlySpan<RecordHeader> headers)
    {
        var size = 0;
        foreach (var header in headers)
        {
            var nameSize = Encoding.UTF8.GetByteCount(header.Name);
            size = checked(size + Varint.SizeOf(nameSize) + nameSize + SizeOf(header.Value));
        }

        return size;
    }

    private static int Write(Span<byte> destination, NullableBytes bytes)
    {
        if (bytes.IsNull)
        {
            return Varint.Write(destination, -1);
        }

        var at = Varint.Write(destination, bytes.Span.Length);
        bytes.Span.CopyTo(destination[at..]);
        return at + bytes.Span.Length;
    }
}
