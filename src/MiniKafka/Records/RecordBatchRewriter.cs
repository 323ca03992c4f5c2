using System.Buffers;
using System.Buffers.Binary;
using MiniKafka.Records.Compression;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Records;

/// <summary>Makes new batches out of existing ones; the originals stay as they are.</summary>
internal static class RecordBatchRewriter
{
    /// <summary>
    /// Begins a batch that stands for the same offsets and sequences as <paramref name="original"/>, for the cleaner to
    /// append the records that survive (<see cref="RecordBatchBuilder.AppendCopy"/>), perhaps none.
    /// </summary>
    public static RecordBatchBuilder Begin(
        RecordBatchView original, RecordCompression? compression = null, long? deleteHorizon = null)
    {
        var builder = new RecordBatchBuilder
        {
            BaseOffset = original.BaseOffset,
            LastOffset = original.LastOffset,
            PartitionLeaderEpoch = original.PartitionLeaderEpoch,
            Compression = compression,
            InitialCapacity = original.SizeInBytes,
            IsControl = original.IsControl,
            IsTransactional = original.IsTransactional,
            DeleteHorizon = deleteHorizon ?? (original.HasDeleteHorizon ? original.BaseTimestamp : null),
            LogAppendTime = original.TimestampType == TimestampType.LogAppendTime ? original.MaxTimestamp : null,
            MaxTimestampWhenEmpty = original.MaxTimestamp,
        };
        builder.SetProducer(original.ProducerId, original.ProducerEpoch, original.BaseSequence);
        return builder;
    }

    /// <summary>
    /// The same batch compressed as <paramref name="target"/> says, or plain if it is null. The caller gets the only hold
    /// on the new bytes.
    /// </summary>
    public static RecordsStatus Recompress(
        RecordBatchView original, CompressionCodecs codecs, RecordCompression? target, out SharedBytes rewritten,
        int maxBytes = BatchRecords.DefaultMaxBytes)
    {
        rewritten = default;
        var status = BatchRecords.Open(original, codecs, out var records, maxBytes);
        if (status != RecordsStatus.Open)
        {
            return status;
        }

        using (records)
        {
            var buffer = new GrowingBuffer(original.SizeInBytes);
            buffer.Write(original.Bytes[..RecordBatchFormat.OverheadBytes]);
            var compressed = target is not null && original.RecordCount > 0;
            if (compressed)
            {
                target!.Codec.Compress(records.Bytes, buffer, target.Level);
            }
            else
            {
                buffer.Write(records.Bytes);
            }

            SetCodec(buffer.Written, compressed ? target!.Codec.Type : CompressionType.None);
            rewritten = buffer.Detach();
        }

        return RecordsStatus.Open;
    }

    private static void SetCodec(Span<byte> batch, CompressionType type)
    {
        var attributes = BinaryPrimitives.ReadInt16BigEndian(batch[RecordBatchFormat.AttributesPosition..]);
        attributes = (short)((attributes & ~RecordBatchFormat.CompressionMask) | (int)type);
        BinaryPrimitives.WriteInt16BigEndian(batch[RecordBatchFormat.AttributesPosition..], attributes);
        BinaryPrimitives.WriteInt32BigEndian(
            batch[RecordBatchFormat.LengthPosition..], batch.Length - RecordBatchFormat.LengthOverheadBytes);
        RecordBatchPatch.UpdateCrc(batch);
    }
}
