using System.Buffers.Binary;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Records;

/// <summary>
/// Control records: their key is a version and a type (two int16), their value depends on the type. Batches that carry
/// them have the control flag; consumers never show them, but each takes one offset.
/// </summary>
internal static class ControlRecords
{
    private const int KeyBytes = 4;
    private const int EndTransactionValueBytes = 6;

    /// <summary>The marker that ends a producer's transaction in a partition.</summary>
    public static SharedBytes EndTransaction(
        bool commit, long producerId, short producerEpoch, int coordinatorEpoch, long timestamp)
    {
        Span<byte> value = stackalloc byte[EndTransactionValueBytes];
        BinaryPrimitives.WriteInt16BigEndian(value, 0);
        BinaryPrimitives.WriteInt32BigEndian(value[sizeof(short)..], coordinatorEpoch);

        var builder = new RecordBatchBuilder { IsControl = true, IsTransactional = true };
        builder.SetProducer(producerId, producerEpoch, RecordBatchFormat.NoSequence);
        Append(builder, commit ? ControlRecordType.Commit : ControlRecordType.Abort, value, timestamp);
        return builder.Build();
    }

    /// <summary>A batch with one control record of the metadata log, whose value the caller has encoded.</summary>
    public static SharedBytes Single(
        ControlRecordType type, ReadOnlySpan<byte> value, long timestamp, long baseOffset = 0,
        int partitionLeaderEpoch = RecordBatchFormat.NoPartitionLeaderEpoch)
    {
        var builder = new RecordBatchBuilder
        {
            IsControl = true,
            BaseOffset = baseOffset,
            PartitionLeaderEpoch = partitionLeaderEpoch,
        };
        Append(builder, type, value, timestamp);
        return builder.Build();
    }

    /// <summary>Appends a control record to a batch that was begun as a control batch.</summary>
    public static void Append(RecordBatchBuilder builder, ControlRecordType type, ReadOnlySpan<byte> value, long timestamp)
    {
        if (!builder.IsControl)
        {
            throw new InvalidOperationException("Control records only go into control batches.");
        }

        Span<byte> key = stackalloc byte[KeyBytes];
        BinaryPrimitives.WriteInt16BigEndian(key, 0);
        BinaryPrimitives.WriteInt16BigEndian(key[sizeof(short)..], (short)type);
        builder.TryAppend(timestamp, new NullableBytes(key), new NullableBytes(value));
    }

    /// <summary>Reads a control record's key; false if it is too short or its version makes no sense.</summary>
    public static bool TryReadType(in Record record, out ControlRecordType type)
    {
        type = ControlRecordType.Unknown;
        var key = record.Key.Span;
        if (key.Length < KeyBytes || BinaryPrimitives.ReadInt16BigEndian(key) < 0)
        {
            return false;
        }

        var number = BinaryPrimitives.ReadInt16BigEndian(key[sizeof(short)..]);
        if (number is >= (short)ControlRecordType.Abort and <= (short)ControlRecordType.KRaftVoters)
        {
            type = (ControlRecordType)number;
        }

        return true;
    }

    /// <summary>Reads the marker that a control batch of a transaction consists of; false if that is not what it holds.</summary>
    public static bool TryReadEndTransaction(RecordBatchView batch, out bool commit, out int coordinatorEpoch)
    {
        commit = false;
        coordinatorEpoch = -1;
        var reader = new RecordReader(batch.RecordBytes, batch.RecordCount);
        if (!batch.IsControl || !reader.MoveNext() || !TryReadType(reader.Current, out var type)
            || type is not (ControlRecordType.Commit or ControlRecordType.Abort))
        {
            return false;
        }

        var value = reader.Current.Value.Span;
        if (value.Length < EndTransactionValueBytes || BinaryPrimitives.ReadInt16BigEndian(value) < 0)
        {
            return false;
        }

        commit = type == ControlRecordType.Commit;
        coordinatorEpoch = BinaryPrimitives.ReadInt32BigEndian(value[sizeof(short)..]);
        return true;
    }
}
