namespace MiniKafka.Records;

/// <summary>Walks over the headers of a record. The reader that showed the record has checked them already.</summary>
internal ref struct RecordHeaderIterator
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;
    private int _left;

    internal RecordHeaderIterator(ReadOnlySpan<byte> bytes, int count)
    {
        _bytes = bytes;
        _left = count;
    }

    public Header Current { get; private set; }

    public readonly RecordHeaderIterator GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_left == 0)
        {
            return false;
        }

        if (!TryReadHeader(_bytes, ref _position, out var header))
        {
            throw new InvalidOperationException("The headers of a record were read without having been checked.");
        }

        _left--;
        Current = header;
        return true;
    }

    /// <summary>Reads one header; false if it does not fit into the bytes or its name is null.</summary>
    internal static bool TryReadHeader(ReadOnlySpan<byte> bytes, scoped ref int position, out Header header)
    {
        header = default;
        if (!RecordReader.TryReadBytes(bytes, ref position, out var name) || name.IsNull
            || !RecordReader.TryReadBytes(bytes, ref position, out var value))
        {
            return false;
        }

        header = new Header(name.Span, value);
        return true;
    }

    /// <summary>One header: a name in UTF-8, and a value that may be null.</summary>
    internal readonly ref struct Header
    {
        internal Header(ReadOnlySpan<byte> name, NullableBytes value)
        {
            Name = name;
            Value = value;
        }

        public ReadOnlySpan<byte> Name { get; }

        public NullableBytes Value { get; }
    }
}
