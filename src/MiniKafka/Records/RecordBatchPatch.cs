using System.Buffers.Binary;

namespace MiniKafka.Records;

/// <summary>
/// Changes single header fields of a batch that nobody else can see yet. The first two are outside the CRC;
/// the others write a new one.
/// </summary>
internal static class RecordBatchPatch
{
    public static void SetBaseOffset(Span<byte> batch, long baseOffset) =>
        BinaryPrimitives.WriteInt64BigEndian(batch, baseOffset);

    public static void SetPartitionLeaderEpoch(Span<byte> batch, int partitionLeaderEpoch) =>
        BinaryPrimitives.WriteInt32BigEndian(batch[RecordBatchFormat.PartitionLeaderEpochPosition..], partitionLeaderEpoch);

    /// <summary>Sets the maximum timestamp and says whose clock it comes from; costs nothing if that is so already.</summary>
    public static void SetMaxTimestamp(Span<byte> batch, TimestampType timestampType, long maxTimestamp)
    {
        var view = new RecordBatchView(batch);
        if (view.TimestampType == timestampType && view.MaxTimestamp == maxTimestamp)
        {
            return;
        }

        var attributes = (short)(timestampType == TimestampType.LogAppendTime
            ? view.Attributes | RecordBatchFormat.TimestampTypeFlag
            : view.Attributes & ~RecordBatchFormat.TimestampTypeFlag);
        BinaryPrimitives.WriteInt16BigEndian(batch[RecordBatchFormat.AttributesPosition..], attributes);
        BinaryPrimitives.WriteInt64BigEndian(batch[RecordBatchFormat.MaxTimestampPosition..], maxTimestamp);
        UpdateCrc(batch);
    }

    /// <summary>Marks the batch as stamped by the leader's clock.</summary>
    public static void SetLogAppendTime(Span<byte> batch, long timestamp) =>
        SetMaxTimestamp(batch, TimestampType.LogAppendTime, timestamp);

    /// <summary>Says which producer wrote the batch and where its sequence begins.</summary>
    public static void SetProducer(Span<byte> batch, long producerId, short producerEpoch, int baseSequence)
    {
        BinaryPrimitives.WriteInt64BigEndian(batch[RecordBatchFormat.ProducerIdPosition..], producerId);
        BinaryPrimitives.WriteInt16BigEndian(batch[RecordBatchFormat.ProducerEpochPosition..], producerEpoch);
        BinaryPrimitives.WriteInt32BigEndian(batch[RecordBatchFormat.BaseSequencePosition..], baseSequence);
        UpdateCrc(batch);
    }

    /// <summary>Computes the CRC of the batch as it is now and writes it.</summary>
    public static void UpdateCrc(Span<byte> batch)
    {
        var crc = new RecordBatchView(batch).ComputeCrc();
        BinaryPrimitives.WriteUInt32BigEndian(batch[RecordBatchFormat.CrcPosition..], crc);
    }
}
