using System.Buffers.Binary;
using System.Text;
using MiniKafka.Model;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Protocol;

/// <summary>
/// Writes protocol types into a buffer of the size that <see cref="ProtocolSize"/> measured with the same threshold.
/// Longer record bytes are not copied: their place is noted, and the encoder puts them there by reference.
/// </summary>
internal ref struct ProtocolWriter
{
    private readonly Span<byte> _buffer;
    private readonly int _spliceFrom;
    private int _at;
    private List<Splice>? _splices;

    public ProtocolWriter(Span<byte> buffer, int spliceFrom)
    {
        _buffer = buffer;
        _spliceFrom = spliceFrom;
    }

    /// <summary>The place in the buffer that the next byte goes to.</summary>
    public readonly int Position => _at;

    /// <summary>Record bytes that belong between the buffer's bytes; null when there are none.</summary>
    public readonly List<Splice>? Splices => _splices;

    public void WriteInt8(sbyte value) => _buffer[_at++] = (byte)value;

    public void WriteBool(bool value) => _buffer[_at++] = value ? (byte)1 : (byte)0;

    public void WriteInt16(short value) => BinaryPrimitives.WriteInt16BigEndian(Take(sizeof(short)), value);

    public void WriteUInt16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Take(sizeof(ushort)), value);

    public void WriteInt32(int value) => BinaryPrimitives.WriteInt32BigEndian(Take(sizeof(int)), value);

    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Take(sizeof(uint)), value);

    public void WriteInt64(long value) => BinaryPrimitives.WriteInt64BigEndian(Take(sizeof(long)), value);

    public void WriteFloat64(double value) => BinaryPrimitives.WriteDoubleBigEndian(Take(sizeof(double)), value);

    public void WriteUuid(Uuid value) => value.Write(Take(Uuid.Size));

    public void WriteErrorCode(ErrorCode value) => WriteInt16((short)value);

    public void WriteUnsignedVarint(uint value)
    {
        while (value >= 0x80)
        {
            _buffer[_at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _buffer[_at++] = (byte)value;
    }

    public void WriteCount(int count, bool compact)
    {
        if (compact)
        {
            WriteUnsignedVarint((uint)count + 1);
        }
        else
        {
            WriteInt32(count);
        }
    }

    public void WriteNullCount(bool compact) => WriteCount(-1, compact);

    public void WriteString(string? value, bool compact)
    {
        if (value is null)
        {
            WriteStringLength(-1, compact);
            return;
        }

        WriteStringLength(Encoding.UTF8.GetByteCount(value), compact);
        _at += Encoding.UTF8.GetBytes(value, _buffer[_at..]);
    }

    public void WriteBytes(byte[]? value, bool compact)
    {
        WriteCount(value?.Length ?? -1, compact);
        value.CopyTo(Take(value?.Length ?? 0));
    }

    public void WriteRecords(SharedBytes? value, bool compact)
    {
        if (value is not { } bytes)
        {
            WriteNullCount(compact);
            return;
        }

        var length = (int)bytes.Length;
        WriteCount(length, compact);
        if (length >= _spliceFrom)
        {
            (_splices ??= []).Add(new Splice(_at, bytes));
            return;
        }

        foreach (var piece in bytes.Sequence)
        {
            piece.Span.CopyTo(Take(piece.Length));
        }
    }

    /// <summary>Begins a tagged field: its number and the length of the content that follows.</summary>
    public void WriteTag(uint tag, int contentBytes)
    {
        WriteUnsignedVarint(tag);
        WriteUnsignedVarint((uint)contentBytes);
    }

    private void WriteStringLength(int length, bool compact)
    {
        if (compact)
        {
            WriteUnsignedVarint((uint)length + 1);
        }
        else
        {
            WriteInt16((short)length);
        }
    }

    private Span<byte> Take(int count)
    {
        var bytes = _buffer.Slice(_at, count);
        _at += count;
        return bytes;
    }

    /// <summary>Bytes that stand before the buffer's byte at <paramref name="Position"/>.</summary>
    internal readonly record struct Splice(int Position, SharedBytes Bytes);
}
