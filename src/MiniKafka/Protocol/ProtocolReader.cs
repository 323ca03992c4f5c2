using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using MiniKafka.Model;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Protocol;

/// <summary>
/// Reads protocol types from bytes in one or several pieces. Lengths and counts are compared with what remains before
/// anything is allocated; whatever does not fit is a <see cref="ProtocolException"/>. Record bytes come out as slices
/// under the lease of the bytes that are read, and take no hold of it.
/// </summary>
internal ref struct ProtocolReader
{
    private readonly ReadOnlySequence<byte> _sequence;
    private readonly ILease? _lease;
    private SequencePosition _pieceStart;
    private SequencePosition _next;
    private ReadOnlySpan<byte> _piece;
    private int _at;
    private long _behind;

    public ProtocolReader(in SharedBytes bytes)
        : this(bytes.Sequence, bytes.Lease)
    {
    }

    public ProtocolReader(in ReadOnlySequence<byte> bytes)
        : this(bytes, null)
    {
    }

    public ProtocolReader(ReadOnlyMemory<byte> bytes)
        : this(new ReadOnlySequence<byte>(bytes), null)
    {
    }

    private ProtocolReader(ReadOnlySequence<byte> sequence, ILease? lease)
    {
        _sequence = sequence;
        _lease = lease;
        _next = sequence.Start;
        _pieceStart = _next;
        _behind = sequence.Length;
        NextPiece();
    }

    /// <summary>Bytes that were not read yet.</summary>
    public readonly long Remaining => _piece.Length - _at + _behind;

    public sbyte ReadInt8() => (sbyte)Take(sizeof(byte))[0];

    public bool ReadBool() => Take(sizeof(byte))[0] != 0;

    public short ReadInt16() => BinaryPrimitives.ReadInt16BigEndian(Take(sizeof(short)));

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(sizeof(ushort)));

    public int ReadInt32() => BinaryPrimitives.ReadInt32BigEndian(Take(sizeof(int)));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(sizeof(uint)));

    public long ReadInt64() => BinaryPrimitives.ReadInt64BigEndian(Take(sizeof(long)));

    public double ReadFloat64() => BinaryPrimitives.ReadDoubleBigEndian(Take(sizeof(double)));

    public Uuid ReadUuid() => Uuid.Read(Take(Uuid.Size));

    public ErrorCode ReadErrorCode() => (ErrorCode)ReadInt16();

    /// <summary>At most five bytes, seven bits each, the lowest first.</summary>
    public uint ReadUnsignedVarint()
    {
        uint value = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var b = Take(1)[0];
            value |= (uint)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }

        throw new ProtocolException("A variable-length number goes on after five bytes.");
    }

    /// <summary>The number of elements that follow, each of at least <paramref name="elementBytes"/>.</summary>
    public int ReadCount(bool compact, int elementBytes)
    {
        var count = ReadNullableCount(compact, elementBytes);
        return count >= 0 ? count : throw NullFound("An array");
    }

    /// <summary>As <see cref="ReadCount"/>, -1 for null.</summary>
    public int ReadNullableCount(bool compact, int elementBytes)
    {
        var count = ReadLength(compact);
        if ((long)count * elementBytes > Remaining)
        {
            throw new ProtocolException($"An array claims {count} elements of at least {elementBytes} bytes, {Remaining} bytes remain.");
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

        return length <= ProtocolSize.MaxStringBytes
            ? Encoding.UTF8.GetString(Take(length))
            : throw new ProtocolException($"A string of {length} bytes is longer than the {ProtocolSize.MaxStringBytes} allowed.");
    }

    public byte[] ReadBytes(bool compact) => ReadNullableBytes(compact) ?? throw NullFound("A byte string");

    public byte[]? ReadNullableBytes(bool compact)
    {
        var length = ReadLength(compact);
        if (length <= 0)
        {
            return length < 0 ? null : [];
        }

        if (length > Remaining)
        {
            throw ProtocolException.Truncated(length, Remaining);
        }

        if (length <= _piece.Length - _at)
        {
            return Take(length).ToArray();
        }

        var bytes = new byte[length];
        CopyAcross(bytes);
        return bytes;
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

        if (length > Remaining)
        {
            throw ProtocolException.Truncated(length, Remaining);
        }

        var slice = length == 0
            ? SharedBytes.Empty
            : new SharedBytes(_sequence.Slice(_sequence.GetPosition(_at, _pieceStart), length), _lease);
        Skip(length);
        return slice;
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

    private static ProtocolException NullFound(string what) => new($"{what} is null where null is not allowed.");

    private int ReadLength(bool compact)
    {
        var length = compact ? (int)ReadUnsignedVarint() - 1 : ReadInt32();
        return Math.Max(length, -1);
    }

    /// <summary>The next bytes in one piece; a copy when they lie across two.</summary>
    internal ReadOnlySpan<byte> Take(int count)
    {
        if (count <= _piece.Length - _at)
        {
            var bytes = _piece.Slice(_at, count);
            _at += count;
            return bytes;
        }

        return TakeAcross(count);
    }

    [SuppressMessage("Performance", "CA1859", Justification = "A span hides whether the bytes were copied.")]
    private ReadOnlySpan<byte> TakeAcross(int count)
    {
        if (count > Remaining)
        {
            throw ProtocolException.Truncated(count, Remaining);
        }

        if (_at == _piece.Length)
        {
            NextPiece();
            if (count <= _piece.Length)
            {
                return Take(count);
            }
        }

        var bytes = new byte[count];
        CopyAcross(bytes);
        return bytes;
    }

    private void CopyAcross(Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            if (_at == _piece.Length)
            {
                NextPiece();
            }

            var count = Math.Min(destination.Length, _piece.Length - _at);
            Take(count).CopyTo(destination);
            destination = destination[count..];
        }
    }

    /// <summary>Passes over bytes that are known to be there.</summary>
    public void Skip(int count)
    {
        while (count > _piece.Length - _at)
        {
            count -= _piece.Length - _at;
            NextPiece();
        }

        _at += count;
    }

    private void NextPiece()
    {
        while (true)
        {
            _pieceStart = _next;
            if (!_sequence.TryGet(ref _next, out var memory))
            {
                _piece = default;
                _at = 0;
                return;
            }

            if (!memory.IsEmpty)
            {
                _piece = memory.Span;
                _at = 0;
                _behind -= memory.Length;
                return;
            }
        }
    }
}
