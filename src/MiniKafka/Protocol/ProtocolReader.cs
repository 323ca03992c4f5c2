using System.Buffers;
using System.Buffers.Binary;
using MiniKafka.Model;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Protocol;

/// <summary>
/// Reads protocol types from bytes in one or several pieces. Lengths and counts are compared with what remains before
/// anything is allocated; whatever does not fit is a <see cref="ProtocolException"/>. Record bytes come out as slices
/// under the lease of the bytes that are read, or under their own where they were put in by reference, and take no hold of it.
/// </summary>
internal ref struct ProtocolReader
{
    // The runtime's overhead of an array and of a string, the string's end included.
    private const int ArrayOverhead = 24;
    private const int StringOverhead = 22;

    private readonly ILease? _lease;
    private readonly long _mostMemory;
    private long _memory;
    private PieceCursor _bytes;

    public ProtocolReader(in SharedBytes bytes)
        : this(bytes.Sequence, bytes.Lease, long.MaxValue)
    {
    }

    /// <summary>Reads bytes of somebody who is not trusted: what would take more memory is refused before it is taken.</summary>
    public ProtocolReader(in SharedBytes bytes, long mostMemory)
        : this(bytes.Sequence, bytes.Lease, mostMemory)
    {
    }

    public ProtocolReader(in ReadOnlySequence<byte> bytes)
        : this(bytes, null, long.MaxValue)
    {
    }

    public ProtocolReader(ReadOnlyMemory<byte> bytes)
        : this(new ReadOnlySequence<byte>(bytes), null, long.MaxValue)
    {
    }

    private ProtocolReader(ReadOnlySequence<byte> sequence, ILease? lease, long mostMemory)
    {
        _lease = lease;
        _mostMemory = mostMemory;
        _bytes = new PieceCursor(sequence);
    }

    /// <summary>Bytes that were not read yet.</summary>
    public readonly long Remaining => _bytes.Remaining;

    /// <summary>A reader of a request, which may take four times the memory of its frame and one MiB.</summary>
    public static ProtocolReader OfRequest(in SharedBytes frame) => new(frame, MostMemoryOfRequest(frame.Length));

    public static long MostMemoryOfRequest(long frameBytes) => 4 * frameBytes + 1024 * 1024;

    public sbyte ReadInt8() => (sbyte)_bytes.Take(sizeof(byte))[0];

    public bool ReadBool() => _bytes.Take(sizeof(byte))[0] != 0;

    public short ReadInt16() => BinaryPrimitives.ReadInt16BigEndian(_bytes.Take(sizeof(short)));

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16BigEndian(_bytes.Take(sizeof(ushort)));

    public int ReadInt32() => BinaryPrimitives.ReadInt32BigEndian(_bytes.Take(sizeof(int)));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32BigEndian(_bytes.Take(sizeof(uint)));

    public long ReadInt64() => BinaryPrimitives.ReadInt64BigEndian(_bytes.Take(sizeof(long)));

    public double ReadFloat64() => BinaryPrimitives.ReadDoubleBigEndian(_bytes.Take(sizeof(double)));

    public Uuid ReadUuid() => Uuid.Read(_bytes.Take(Uuid.Size));

    public ErrorCode ReadErrorCode() => (ErrorCode)ReadInt16();

    /// <summary>At most five bytes, seven bits each, the lowest first.</summary>
    public uint ReadUnsignedVarint()
    {
        uint value = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var b = _bytes.Take(1)[0];
            value |= (uint)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }

        throw new ProtocolException("A variable-length number goes on after five bytes.");
    }

    /// <summary>Counts memory that the message is about to take.</summary>
    public void Charge(long bytes)
    {
        _memory += bytes;
        if (_memory > _mostMemory)
        {
            throw ProtocolException.TooCostly(_mostMemory);
        }
    }

    /// <summary>
    /// The number of elements that follow, each of at least <paramref name="elementBytes"/>. The memory that each takes is charged for all of
    /// them at once, so that what cannot be afforded is refused before the first is read.
    /// </summary>
    public int ReadCount(bool compact, int elementBytes, int elementMemory = 0)
    {
        var count = ReadNullableCount(compact, elementBytes, elementMemory);
        return count >= 0 ? count : throw NullFound("An array");
    }

    /// <summary>As <see cref="ReadCount"/>, -1 for null.</summary>
    public int ReadNullableCount(bool compact, int elementBytes, int elementMemory)
    {
        var count = ReadLength(compact);
        if ((long)count * elementBytes > Remaining)
        {
            throw new ProtocolException($"An array claims {count} elements of at least {elementBytes} bytes, {Remaining} bytes remain.");
        }

        if (count > 0)
        {
            Charge(Rounded(ArrayOverhead + (long)count * elementMemory));
        }

        return count;
    }

    public string ReadString(bool compact) => ReadNullableString(compact) ?? throw NullFound("A string");

    public string? ReadNullableString(bool compact)
    {
        var length = compact ? ReadLength(true) : ReadInt16();
        if (length <= 0)
        {
            return length < 0 ? null : "";
        }

        if (length > ProtocolSize.MaxStringBytes)
        {
            throw new ProtocolException($"A string of {length} bytes is longer than the {ProtocolSize.MaxStringBytes} allowed.");
        }

        Charge(Rounded(StringOverhead + 2L * length));
        return Utf8Text.Decode(_bytes.Take(length));
    }

    public byte[] ReadBytes(bool compact) => ReadNullableBytes(compact) ?? throw NullFound("A byte string");

    public byte[]? ReadNullableBytes(bool compact)
    {
        var length = ReadLength(compact);
        if (length <= 0)
        {
            return length < 0 ? null : [];
        }

        if (length <= Remaining)
        {
            Charge(Rounded(ArrayOverhead + (long)length));
        }

        return _bytes.TakeCopy(length);
    }

    public SharedBytes ReadRecords(bool compact) => ReadNullableRecords(compact) ?? throw NullFound("A record set");

    /// <summary>Record bytes as a slice of what is read; whoever keeps them longer retains them.</summary>
    public SharedBytes? ReadNullableRecords(bool compact)
    {
        var length = ReadLength(compact);
        if (length < 0)
        {
            return null;
        }

        if (length == 0)
        {
            return SharedBytes.Empty;
        }

        var records = _bytes.TakeSlice(length);
        return new SharedBytes(records, SplicedBytes.LeaseOf(records) ?? _lease);
    }

    /// <summary>Skips all tagged fields of a structure that knows none.</summary>
    public void SkipTags()
    {
        for (var tags = ReadUnsignedVarint(); tags > 0; tags--)
        {
            ReadUnsignedVarint();
            Skip(ReadTaggedLength());
        }
    }

    /// <summary>Passes over bytes.</summary>
    public void Skip(int count) => _bytes.Skip(count);

    /// <summary>The length of a tagged field's content, which is known to be there.</summary>
    public int ReadTaggedLength()
    {
        var length = ReadUnsignedVarint();
        return length <= Remaining ? (int)length : throw ProtocolException.Truncated(length, Remaining);
    }

    /// <summary>Fails unless a tagged field's content had the length it claimed.</summary>
    public readonly void EndTagged(uint tag, long remainingAfter)
    {
        if (Remaining != remainingAfter)
        {
            throw new ProtocolException($"The content of tag {tag} has not the length it claims.");
        }
    }

    /// <summary>Fails when bytes are left over.</summary>
    public readonly void EnsureEnd()
    {
        if (Remaining != 0)
        {
            throw new ProtocolException($"{Remaining} bytes are left over after the message.");
        }
    }

    private static long Rounded(long bytes) => (bytes + 7) & ~7;

    private static ProtocolException NullFound(string what) => new($"{what} is null where null is not allowed.");

    private int ReadLength(bool compact)
    {
        var length = compact ? (int)ReadUnsignedVarint() - 1 : ReadInt32();
        return Math.Max(length, -1);
    }
}
