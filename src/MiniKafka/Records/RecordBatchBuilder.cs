using System.Buffers.Binary;
using MiniKafka.Records.Compression;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Records;

/// <summary>
/// Writes one batch: records go straight into a growing pooled buffer behind the room for the header, and
/// <see cref="Build"/> compresses them if asked to and fills in the header. Owned by one caller at a time; ends with
/// exactly one call of <see cref="Build"/> or <see cref="Abandon"/>.
/// </summary>
internal sealed class RecordBatchBuilder
{
    private const int DefaultInitialCapacity = 1024;
    private GrowingBuffer? _buffer;
    private long _baseTimestamp = RecordBatchFormat.NoTimestamp;
    private int _nextOffsetDelta;
    private bool _closed;

    /// <summary>The offset of the first record, or of the range the batch covers.</summary>
    public long BaseOffset { get; init; }

    public int PartitionLeaderEpoch { get; init; } = RecordBatchFormat.NoPartitionLeaderEpoch;

    public RecordCompression? Compression { get; init; }

    /// <summary>Not to be exceeded by <see cref="EstimatedBytes"/>, except that the first record always fits.</summary>
    public int MaxBytes { get; init; } = int.MaxValue;

    public int InitialCapacity { get; init; } = DefaultInitialCapacity;

    /// <summary>Where the buffer comes from while the batch fits into one of it; without it, and beyond, from the shared pool.</summary>
    public BufferPool? Pool { get; init; }

    /// <summary>What the caller expects compressed records to shrink to, as a part of their size; only an estimate.</summary>
    public double ExpectedCompressionRatio { get; init; } = 1;

    public bool IsControl { get; init; }

    /// <summary>If set, the batch says so, and the timestamps of its records are relative to it.</summary>
    public long? DeleteHorizon { get; init; }

    /// <summary>If set, the records carry this time of the leader's clock instead of their own.</summary>
    public long? LogAppendTime { get; init; }

    /// <summary>The last offset the batch covers, where that is not the one of its last record.</summary>
    public long? LastOffset { get; init; }

    /// <summary>The maximum timestamp that a batch without records states.</summary>
    public long MaxTimestampWhenEmpty { get; init; } = RecordBatchFormat.NoTimestamp;

    public bool IsTransactional { get; set; }

    public long ProducerId { get; private set; } = RecordBatchFormat.NoProducerId;

    public short ProducerEpoch { get; private set; } = RecordBatchFormat.NoProducerEpoch;

    public int BaseSequence { get; private set; } = RecordBatchFormat.NoSequence;

    public int RecordCount { get; private set; }

    /// <summary>The largest timestamp of a record so far, -1 if there is none.</summary>
    public long MaxTimestamp { get; private set; } = RecordBatchFormat.NoTimestamp;

    /// <summary>The size of the batch if it were not compressed.</summary>
    public int UncompressedBytes => _buffer?.Length ?? RecordBatchFormat.OverheadBytes;

    /// <summary>The size the batch will probably have.</summary>
    public int EstimatedBytes => Estimate(UncompressedBytes);

    /// <summary>Says who writes the batch; allowed until it is built.</summary>
    public void SetProducer(long producerId, short producerEpoch, int baseSequence)
    {
        ProducerId = producerId;
        ProducerEpoch = producerEpoch;
        BaseSequence = baseSequence;
    }

    /// <summary>An upper bound for the size of a batch that holds only this record, uncompressed.</summary>
    public static int SizeUpperBound(NullableBytes key, NullableBytes value, ReadOnlySpan<RecordHeader> headers = default) =>
        checked(RecordBatchFormat.OverheadBytes + RecordWriter.SizeUpperBound(key, value, headers));

    /// <summary>Whether this record may still be appended.</summary>
    public bool HasRoomFor(NullableBytes key, NullableBytes value, ReadOnlySpan<RecordHeader> headers = default) =>
        RecordCount == 0 || FitsWith(RecordWriter.SizeUpperBound(key, value, headers));

    /// <summary>Appends the record at the next offset; false, with nothing written, if the batch is too full for it.</summary>
    public bool TryAppend(
        long timestamp, NullableBytes key, NullableBytes value, ReadOnlySpan<RecordHeader> headers = default)
    {
        var timestampDelta = TimestampDelta(timestamp);
        var bodySize = RecordWriter.BodySize(_nextOffsetDelta, timestampDelta, key, value, headers);
        if (RecordCount > 0 && !FitsWith(RecordWriter.SizeInBytes(bodySize)))
        {
            return false;
        }

        Append(_nextOffsetDelta, timestamp, timestampDelta, key, value, headers, bodySize);
        return true;
    }

    /// <summary>Appends the record at an offset of its own, whatever the batch's size.</summary>
    public void AppendAt(
        long offset, long timestamp, NullableBytes key, NullableBytes value, ReadOnlySpan<RecordHeader> headers = default)
    {
        var offsetDelta = checked((int)(offset - BaseOffset));
        var timestampDelta = TimestampDelta(timestamp);
        var bodySize = RecordWriter.BodySize(offsetDelta, timestampDelta, key, value, headers);
        Append(offsetDelta, timestamp, timestampDelta, key, value, headers, bodySize);
    }

    /// <summary>Appends a record of another batch at an offset of its own; its headers are copied as bytes.</summary>
    public void AppendCopy(long offset, long timestamp, in Record record)
    {
        var offsetDelta = checked((int)(offset - BaseOffset));
        var timestampDelta = TimestampDelta(timestamp);
        var bodySize = checked(
            RecordWriter.BodySize(offsetDelta, timestampDelta, record.Key, record.Value, default)
            - Varint.SizeOf(0) + Varint.SizeOf(record.HeaderCount) + record.HeaderBytes.Length);
        var destination = Reserve(RecordWriter.SizeInBytes(bodySize));
        var start = RecordWriter.WriteStart(
            destination, bodySize, offsetDelta, timestampDelta, record.Key, record.Value, record.HeaderCount);
        record.HeaderBytes.CopyTo(destination[start..]);
        Appended(offsetDelta, timestamp, destination.Length);
    }

    /// <summary>Finishes the batch. The caller gets the only hold on its bytes.</summary>
    public SharedBytes Build()
    {
        var lastOffsetDelta = LastOffset is { } last ? checked((int)(last - BaseOffset)) : _nextOffsetDelta - 1;
        if (lastOffsetDelta < 0)
        {
            throw new InvalidOperationException("A batch without records has to be told which offsets it stands for.");
        }

        var compressed = RecordCount > 0 && Compression is not null;
        var batch = compressed ? Compress(Compression!) : OwnBuffer();
        _buffer = null;
        _closed = true;
        WriteHeader(batch.Written, lastOffsetDelta, compressed);
        return batch.Detach();
    }

    /// <summary>Gives the memory back without a batch.</summary>
    public void Abandon()
    {
        _buffer?.Release();
        _buffer = null;
        _closed = true;
    }

    private int Estimate(int uncompressedBytes) => Compression is null
        ? uncompressedBytes
        : RecordBatchFormat.OverheadBytes
            + (int)((uncompressedBytes - RecordBatchFormat.OverheadBytes) * Math.Min(ExpectedCompressionRatio, 1));

    private bool FitsWith(int recordSize) =>
        (long)UncompressedBytes + recordSize <= Array.MaxLength && Estimate(UncompressedBytes + recordSize) <= MaxBytes;

    private long TimestampDelta(long timestamp) => unchecked(timestamp - BaseTimestampWith(timestamp));

    private long BaseTimestampWith(long timestamp) => RecordCount > 0 ? _baseTimestamp : DeleteHorizon ?? timestamp;

    private void Append(
        int offsetDelta, long timestamp, long timestampDelta, NullableBytes key, NullableBytes value, ReadOnlySpan<RecordHeader> headers, int bodySize)
    {
        var destination = Reserve(RecordWriter.SizeInBytes(bodySize));
        var start = RecordWriter.WriteStart(destination, bodySize, offsetDelta, timestampDelta, key, value, headers.Length);
        RecordWriter.WriteHeaders(destination[start..], headers);
        Appended(offsetDelta, timestamp, destination.Length);
    }

    private Span<byte> Reserve(int size) => OwnBuffer().GetSpan(size)[..size];

    private void Appended(int offsetDelta, long timestamp, int size)
    {
        _buffer!.Advance(size);
        if (RecordCount == 0)
        {
            _baseTimestamp = BaseTimestampWith(timestamp);
            MaxTimestamp = timestamp;
        }
        else if (timestamp > MaxTimestamp)
        {
            MaxTimestamp = timestamp;
        }

        RecordCount++;
        _nextOffsetDelta = Math.Max(_nextOffsetDelta, checked(offsetDelta + 1));
    }

    private GrowingBuffer OwnBuffer()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        return _buffer ??= Pool is null ? BufferWithHeader(InitialCapacity) : AfterHeader(new GrowingBuffer(Pool));
    }

    private static GrowingBuffer BufferWithHeader(int capacity) =>
        AfterHeader(new GrowingBuffer(Math.Max(capacity, RecordBatchFormat.OverheadBytes)));

    private static GrowingBuffer AfterHeader(GrowingBuffer buffer)
    {
        buffer.Advance(RecordBatchFormat.OverheadBytes);
        return buffer;
    }

    private GrowingBuffer Compress(RecordCompression compression)
    {
        var plain = _buffer!;
        var compressed = BufferWithHeader(Math.Max(EstimatedBytes, DefaultInitialCapacity));
        compression.Codec.Compress(plain.Written[RecordBatchFormat.OverheadBytes..], compressed, compression.Level);
        plain.Release();
        return compressed;
    }

    private void WriteHeader(Span<byte> batch, int lastOffsetDelta, bool compressed)
    {
        var isEmpty = RecordCount == 0;
        var maxTimestamp = LogAppendTime ?? (isEmpty ? MaxTimestampWhenEmpty : MaxTimestamp);
        var attributes = (compressed ? (int)Compression!.Codec.Type : 0)
            | (LogAppendTime is null ? 0 : RecordBatchFormat.TimestampTypeFlag)
            | (IsTransactional ? RecordBatchFormat.TransactionalFlag : 0)
            | (IsControl ? RecordBatchFormat.ControlFlag : 0)
            | (DeleteHorizon is null || isEmpty ? 0 : RecordBatchFormat.DeleteHorizonFlag);
        BinaryPrimitives.WriteInt64BigEndian(batch, BaseOffset);
        BinaryPrimitives.WriteInt32BigEndian(
            batch[RecordBatchFormat.LengthPosition..], batch.Length - RecordBatchFormat.LengthOverheadBytes);
        BinaryPrimitives.WriteInt32BigEndian(batch[RecordBatchFormat.PartitionLeaderEpochPosition..], PartitionLeaderEpoch);
        batch[RecordBatchFormat.MagicPosition] = RecordBatchFormat.Magic;
        BinaryPrimitives.WriteInt16BigEndian(batch[RecordBatchFormat.AttributesPosition..], (short)attributes);
        BinaryPrimitives.WriteInt32BigEndian(batch[RecordBatchFormat.LastOffsetDeltaPosition..], lastOffsetDelta);
        BinaryPrimitives.WriteInt64BigEndian(batch[RecordBatchFormat.BaseTimestampPosition..], _baseTimestamp);
        BinaryPrimitives.WriteInt64BigEndian(batch[RecordBatchFormat.MaxTimestampPosition..], maxTimestamp);
        BinaryPrimitives.WriteInt32BigEndian(batch[RecordBatchFormat.RecordCountPosition..], RecordCount);
        RecordBatchPatch.SetProducer(batch, ProducerId, ProducerEpoch, BaseSequence);
    }
}
