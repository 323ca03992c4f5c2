using System.Text;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Protocol;

/// <summary>
/// Adds up the bytes of a message before it is written. Bytes that the writer will refer to instead of copying are
/// counted apart: both sides decide by the same threshold.
/// </summary>
internal struct ProtocolSize(int spliceFrom)
{
    /// <summary>Record bytes from this length on are referred to; below it a copy is cheaper than one more piece.</summary>
    public const int DefaultSpliceFrom = 1024;

    /// <summary>A threshold that nothing reaches: everything is copied into one piece.</summary>
    public const int NeverSplice = int.MaxValue;

    /// <summary>Longest string the protocol allows, in bytes.</summary>
    public const int MaxStringBytes = short.MaxValue;

    /// <summary>Bytes that are written into the buffer.</summary>
    public int Buffered { get; private set; }

    /// <summary>Bytes that are referred to.</summary>
    public long Spliced { get; private set; }

    /// <summary>All bytes of the message.</summary>
    public readonly long Total => Buffered + Spliced;

    public static int OfUnsignedVarint(uint value)
    {
        var bytes = 1;
        while (value >= 0x80)
        {
            value >>= 7;
            bytes++;
        }

        return bytes;
    }

    public void Add(int bytes) => Buffered = checked(Buffered + bytes);

    /// <summary>Counts <paramref name="count"/> elements of a fixed size.</summary>
    public void AddElements(int count, int bytesEach) => Buffered = checked(Buffered + (count * bytesEach));

    public void AddCount(int count, bool compact) => Add(compact ? OfUnsignedVarint((uint)count + 1) : sizeof(int));

    public void AddNullCount(bool compact) => Add(compact ? 1 : sizeof(int));

    public void AddString(string? value, bool compact)
    {
        if (value is null)
        {
            Add(compact ? 1 : sizeof(short));
            return;
        }

        var bytes = Encoding.UTF8.GetByteCount(value);
        if (bytes > MaxStringBytes)
        {
            throw new ProtocolException($"A string of {bytes} bytes is longer than the {MaxStringBytes} allowed.");
        }

        Add(bytes + (compact ? OfUnsignedVarint((uint)bytes + 1) : sizeof(short)));
    }

    public void AddBytes(byte[]? value, bool compact)
    {
        if (value is null)
        {
            AddNullCount(compact);
            return;
        }

        AddCount(value.Length, compact);
        Add(value.Length);
    }

    public void AddRecords(SharedBytes? value, bool compact)
    {
        if (value is not { } bytes)
        {
            AddNullCount(compact);
            return;
        }

        var length = checked((int)bytes.Length);
        AddCount(length, compact);
        if (length >= spliceFrom)
        {
            Spliced += length;
        }
        else
        {
            Add(length);
        }
    }

    /// <summary>Counts a tagged field: its number, the length of its content, and the content.</summary>
    public void AddTagged(uint tag, int contentBytes) =>
        Add(OfUnsignedVarint(tag) + OfUnsignedVarint((uint)contentBytes) + contentBytes);

    /// <summary>Counts the number of tagged fields that precedes them.</summary>
    public void AddTagCount(int count) => Add(OfUnsignedVarint((uint)count));
}
