using System.Buffers.Binary;
using MiniKafka.Records.Checksums;
using MiniKafka.Records.Compression;

namespace MiniKafka.Records;

/// <summary>
/// Reads the header of a record batch in place. The bytes begin with the batch and hold at least its header
/// (<see cref="RecordBatchFormat.OverheadBytes"/>); bytes after the batch are ignored. Nothing is judged here:
/// <see cref="RecordBatchIterator"/> finds whole batches.
/// </summary>
internal readonly ref struct RecordBatchView
{
    private readonly ReadOnlySpan<byte> _bytes;

    public RecordBatchView(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes.Length, RecordBatchFormat.OverheadBytes);
        _bytes = bytes;
    }

    public long BaseOffset => BinaryPrimitives.ReadInt64BigEndian(_bytes);

    /// <summary>The length field: the bytes after itself.</summary>
    public int Length => BinaryPrimitives.ReadInt32BigEndian(_bytes[RecordBatchFormat.LengthPosition..]);

    /// <summary>The size of the whole batch as its length field tells it; only meaningful if <see cref="IsComplete"/>.</summary>
    public int SizeInBytes => unchecked(Length + RecordBatchFormat.LengthOverheadBytes);

    /// <summary>Whether the length field is possible and all the bytes it promises are here.</summary>
    public bool IsComplete =>
        Length >= RecordBatchFormat.MinLength && (long)Length + RecordBatchFormat.LengthOverheadBytes <= _bytes.Length;

    public int PartitionLeaderEpoch =>
        BinaryPrimitives.ReadInt32BigEndian(_bytes[RecordBatchFormat.PartitionLeaderEpochPosition..]);

    public byte Magic => _bytes[RecordBatchFormat.MagicPosition];

    public uint Crc => BinaryPrimitives.ReadUInt32BigEndian(_bytes[RecordBatchFormat.CrcPosition..]);

    public short Attributes => BinaryPrimitives.ReadInt16BigEndian(_bytes[RecordBatchFormat.AttributesPosition..]);

    /// <summary>The codec number; values above <see cref="CompressionType.Zstd"/> are not defined.</summary>
    public CompressionType Compression => (CompressionType)(Attributes & RecordBatchFormat.CompressionMask);

    public TimestampType TimestampType =>
        (Attributes & RecordBatchFormat.TimestampTypeFlag) != 0 ? TimestampType.LogAppendTime : TimestampType.CreateTime;

    public bool IsTransactional => (Attributes & RecordBatchFormat.TransactionalFlag) != 0;

    public bool IsControl => (Attributes & RecordBatchFormat.ControlFlag) != 0;

    public bool HasDeleteHorizon => (Attributes & RecordBatchFormat.DeleteHorizonFlag) != 0;

    public int LastOffsetDelta => BinaryPrimitives.ReadInt32BigEndian(_bytes[RecordBatchFormat.LastOffsetDeltaPosition..]);

    public long LastOffset => BaseOffset + LastOffsetDelta;

    /// <summary>The offset after the batch's last one.</summary>
    public long NextOffset => LastOffset + 1;

    /// <summary>What record timestamps are relative to; the delete horizon if <see cref="HasDeleteHorizon"/>.</summary>
    public long BaseTimestamp => BinaryPrimitives.ReadInt64BigEndian(_bytes[RecordBatchFormat.BaseTimestampPosition..]);

    public long MaxTimestamp => BinaryPrimitives.ReadInt64BigEndian(_bytes[RecordBatchFormat.MaxTimestampPosition..]);

    public long ProducerId => BinaryPrimitives.ReadInt64BigEndian(_bytes[RecordBatchFormat.ProducerIdPosition..]);

    public bool HasProducerId => ProducerId > RecordBatchFormat.NoProducerId;

    public short ProducerEpoch => BinaryPrimitives.ReadInt16BigEndian(_bytes[RecordBatchFormat.ProducerEpochPosition..]);

    public int BaseSequence => BinaryPrimitives.ReadInt32BigEndian(_bytes[RecordBatchFormat.BaseSequencePosition..]);

    public int LastSequence => BaseSequence == RecordBatchFormat.NoSequence
        ? RecordBatchFormat.NoSequence
        : RecordBatchFormat.AdvanceSequence(BaseSequence, LastOffsetDelta);

    public int RecordCount => BinaryPrimitives.ReadInt32BigEndian(_bytes[RecordBatchFormat.RecordCountPosition..]);

    /// <summary>The whole batch, header included.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes[..SizeInBytes];

    /// <summary>What follows the header: the records, or their compressed form.</summary>
    public ReadOnlySpan<byte> RecordBytes => Bytes[RecordBatchFormat.OverheadBytes..];

    public bool IsCrcValid => Crc == ComputeCrc();

    public uint ComputeCrc() => Crc32C.Compute(Bytes[RecordBatchFormat.AttributesPosition..]);

    /// <summary>The timestamp a consumer sees on a record with this delta.</summary>
    public long TimestampOf(long timestampDelta) =>
        TimestampType == TimestampType.LogAppendTime ? MaxTimestamp : BaseTimestamp + timestampDelta;
}
