namespace MiniKafka.Records;

/// <summary>
/// Reads the records of a batch, uncompressed, without allocating. Every length is checked against the bytes there are;
/// nothing is thrown: when <see cref="MoveNext"/> is false, <see cref="Error"/> says whether that was the end.
/// </summary>
internal ref struct RecordReader
{
    private readonly ReadOnlySpan<byte> _records;
    private readonly int _count;
    private int _position;
    private int _read;
    private Record _current;

    /// <summary>Reads <paramref name="count"/> records, the number in the batch's header.</summary>
    public RecordReader(ReadOnlySpan<byte> records, int count)
    {
        _records = records;
        _count = count;
        Error = count < 0 ? RecordError.InvalidStructure : RecordError.None;
    }

    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public readonly ref readonly Record Current => ref _current;

    public RecordError Error { get; private set; }

    public bool MoveNext()
    {
        if (Error != RecordError.None)
        {
            return false;
        }

        if (_read == _count)
        {
            return _position == _records.Length ? false : Fail(RecordError.TrailingBytes);
        }

        var start = _position;
        if (!Varint.TryRead(_records, ref _position, out int length))
        {
            return Fail(RecordError.Truncated);
        }

        if (length < 0)
        {
            return Fail(RecordError.InvalidStructure);
        }

        if (length > _records.Length - _position)
        {
            return Fail(RecordError.Truncated);
        }

        var body = _records.Slice(_position, length);
        _position += length;
        _read++;
        return TryReadBody(body, _position - start) || Fail(RecordError.InvalidStructure);
    }

    /// <summary>
    /// Checks only that the lengths of <paramref name="count"/> records lead exactly to the end: far cheaper than reading them.
    /// </summary>
    public static RecordError CheckLengths(ReadOnlySpan<byte> records, int count)
    {
        var position = 0;
        for (var i = 0; i < count; i++)
        {
            if (!Varint.TryRead(records, ref position, out int length) || length > records.Length - position)
            {
                return RecordError.Truncated;
            }

            if (length < 0)
            {
                return RecordError.InvalidStructure;
            }

            position += length;
        }

        return position == records.Length ? RecordError.None : RecordError.TrailingBytes;
    }

    /// <summary>Reads a length and that many bytes; a negative length means null.</summary>
    internal static bool TryReadBytes(ReadOnlySpan<byte> source, scoped ref int position, out NullableBytes bytes)
    {
        bytes = default;
        if (!Varint.TryRead(source, ref position, out int length) || length > source.Length - position)
        {
            return false;
        }

        if (length >= 0)
        {
            bytes = new NullableBytes(source.Slice(position, length));
            position += length;
        }

        return true;
    }

    private bool TryReadBody(ReadOnlySpan<byte> body, int sizeInBytes)
    {
        if (body.IsEmpty)
        {
            return false;
        }

        var position = 1;
        if (!Varint.TryRead(body, ref position, out long timestampDelta)
            || !Varint.TryRead(body, ref position, out int offsetDelta)
            || !TryReadBytes(body, ref position, out var key)
            || !TryReadBytes(body, ref position, out var value)
            || !Varint.TryRead(body, ref position, out int headerCount)
            || headerCount < 0)
        {
            return false;
        }

        var headersStart = position;
        for (var i = 0; i < headerCount; i++)
        {
            if (!RecordHeaderIterator.TryReadHeader(body, ref position, out _))
            {
                return false;
            }
        }

        _current = new Record
        {
            SizeInBytes = sizeInBytes,
            Attributes = body[0],
            TimestampDelta = timestampDelta,
            OffsetDelta = offsetDelta,
            Key = key,
            Value = value,
            HeaderCount = headerCount,
            HeaderBytes = body[headersStart..],
        };
        return position == body.Length;
    }

    private bool Fail(RecordError error)
    {
        Error = error;
        return false;
    }
}
