using System.Buffers.Binary;
using MiniKafka.Records;

namespace MiniKafka.Storage.Producers;

/// <summary>What a control batch says: the end of a transaction, or something that does not concern producers.</summary>
internal readonly record struct EndTransactionMarker(bool IsAbort, int CoordinatorEpoch, long Timestamp)
{
    private const short Abort = 0;
    private const short Commit = 1;

    /// <summary>The marker in a control batch; null when it is empty (its transaction was cleaned away) or of another kind.</summary>
    public static EndTransactionMarker? Read(in RecordBatchView batch)
    {
        var records = new RecordReader(batch.RecordBytes, batch.RecordCount);
        if (!records.MoveNext() || records.Current.Key.Span.Length < 4)
        {
            return null;
        }

        var type = BinaryPrimitives.ReadInt16BigEndian(records.Current.Key.Span[2..]);
        if (type is not (Abort or Commit) || records.Current.Value.Span.Length < 6)
        {
            return null;
        }

        var coordinatorEpoch = BinaryPrimitives.ReadInt32BigEndian(records.Current.Value.Span[2..]);
        return new EndTransactionMarker(type == Abort, coordinatorEpoch, batch.TimestampOf(records.Current.TimestampDelta));
    }
}
