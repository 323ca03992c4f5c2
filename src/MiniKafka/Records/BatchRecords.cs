using MiniKafka.Records.Compression;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Records;

/// <summary>
/// The records of a batch as bytes: those of the batch itself, or their decompressed form in a pooled buffer that goes
/// back when this is disposed. Lives no longer than the batch's bytes.
/// </summary>
internal ref struct BatchRecords
{
    /// <summary>More than any reasonable batch expands to, and little enough to survive.</summary>
    public const int DefaultMaxBytes = 128 * 1024 * 1024;

    private const int FirstGuessAtRatio = 4;
    private GrowingBuffer? _decompressed;

    private BatchRecords(ReadOnlySpan<byte> bytes, int count, GrowingBuffer? decompressed)
    {
        Bytes = bytes;
        Count = count;
        _decompressed = decompressed;
    }

    /// <summary>The records, one after the other.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>How many there are according to the header.</summary>
    public int Count { get; }

    /// <summary>Decompresses the batch if it has to; nothing is to be disposed after a failure.</summary>
    /// <param name="batch">A whole batch.</param>
    /// <param name="codecs">Where to look for the codec.</param>
    /// <param name="records">The records.</param>
    /// <param name="maxBytes">The most bytes to decompress to.</param>
    public static RecordsStatus Open(
        RecordBatchView batch, CompressionCodecs codecs, out BatchRecords records, int maxBytes = DefaultMaxBytes)
    {
        records = default;
        if (batch.Compression == CompressionType.None || batch.RecordCount == 0)
        {
            records = new BatchRecords(batch.RecordBytes, batch.RecordCount, decompressed: null);
            return RecordsStatus.Open;
        }

        if (codecs.Find(batch.Compression) is not { } codec)
        {
            return RecordsStatus.UnknownCodec;
        }

        var source = batch.RecordBytes;
        var buffer = new GrowingBuffer((int)Math.Min((long)source.Length * FirstGuessAtRatio, maxBytes));
        var status = codec.Decompress(source, buffer, maxBytes);
        if (status == DecompressionStatus.Done && buffer.Length <= maxBytes)
        {
            records = new BatchRecords(buffer.Written, batch.RecordCount, buffer);
            return RecordsStatus.Open;
        }

        buffer.Release();
        return status == DecompressionStatus.Corrupt ? RecordsStatus.Corrupt : RecordsStatus.TooLarge;
    }

    /// <summary>The records of a compressed batch as bytes that outlive the call; the caller releases its hold on them.</summary>
    public static RecordsStatus TryDecompress(
        RecordBatchView batch, CompressionCodecs codecs, out SharedBytes records, int maxBytes = DefaultMaxBytes)
    {
        records = default;
        var status = Open(batch, codecs, out var opened, maxBytes);
        if (status == RecordsStatus.Open)
        {
            records = opened._decompressed?.Detach() ?? new SharedBytes(opened.Bytes.ToArray());
        }

        return status;
    }

    public readonly RecordReader GetReader() => new(Bytes, Count);

    public void Dispose()
    {
        _decompressed?.Release();
        _decompressed = null;
    }
}
