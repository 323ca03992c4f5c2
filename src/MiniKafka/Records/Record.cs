namespace MiniKafka.Records;

/// <summary>
/// One record, read in place. Its structure was checked by the <see cref="RecordReader"/> that showed it, headers included.
/// </summary>
internal readonly ref struct Record
{
    /// <summary>The record's size in the batch, its length field included.</summary>
    public int SizeInBytes { get; init; }

    /// <summary>Unused by Kafka so far.</summary>
    public byte Attributes { get; init; }

    public long TimestampDelta { get; init; }

    public int OffsetDelta { get; init; }

    public NullableBytes Key { get; init; }

    public NullableBytes Value { get; init; }

    public int HeaderCount { get; init; }

    /// <summary>The headers as they were written, without their count.</summary>
    public ReadOnlySpan<byte> HeaderBytes { get; init; }

    /// <summary>The headers in order: <c>foreach (var header in record.Headers)</c>.</summary>
    public RecordHeaderIterator Headers => new(HeaderBytes, HeaderCount);
}
