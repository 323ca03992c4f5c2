using System.Buffers.Binary;

namespace MiniKafka.Records;

/// <summary>How a region of batches ends.</summary>
internal enum RegionEnd
{
    /// <summary>The region ends with its last batch.</summary>
    Whole,

    /// <summary>The last bytes are the beginning of a batch whose rest is missing.</summary>
    Torn,

    /// <summary>A length field that no magic 2 batch can have; what follows it cannot be told.</summary>
    Malformed,
}

/// <summary>
/// Walks over the batches of a byte region, whole ones only. Nothing is thrown; once <see cref="MoveNext"/> is false,
/// <see cref="End"/> and <see cref="Position"/> tell what became of the tail. (A foreach walks over a copy, so who needs
/// to know about the tail calls MoveNext.)
/// </summary>
internal ref struct RecordBatchIterator
{
    private readonly ReadOnlySpan<byte> _region;
    private int _currentSize;

    public RecordBatchIterator(ReadOnlySpan<byte> region) => _region = region;

    /// <summary>Where the current batch begins; after the last one, how many bytes the whole batches take.</summary>
    public int Position { get; private set; }

    public RegionEnd End { get; private set; }

    public readonly RecordBatchView Current => new(_region.Slice(Position, _currentSize));

    public readonly RecordBatchIterator GetEnumerator() => this;

    public bool MoveNext()
    {
        Position += _currentSize;
        _currentSize = 0;
        var rest = _region[Position..];
        if (rest.IsEmpty)
        {
            return false;
        }

        if (rest.Length < RecordBatchFormat.LengthOverheadBytes)
        {
            End = RegionEnd.Torn;
            return false;
        }

        var length = BinaryPrimitives.ReadInt32BigEndian(rest[RecordBatchFormat.LengthPosition..]);
        if (length < RecordBatchFormat.MinLength)
        {
            End = RegionEnd.Malformed;
            return false;
        }

        if (length > rest.Length - RecordBatchFormat.LengthOverheadBytes)
        {
            End = RegionEnd.Torn;
            return false;
        }

        _currentSize = length + RecordBatchFormat.LengthOverheadBytes;
        return true;
    }
}
