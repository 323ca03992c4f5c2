using MiniKafka.Records;
using MiniKafka.Records.Compression;
using MiniKafka.Runtime.Buffers;
using MiniKafka.Storage.Producers;

namespace MiniKafka.Storage.Cleaning;

/// <summary>
/// Decides what is left of one batch. Rules: the newest record of a key stays, and a tombstone for its delete horizon; records
/// of aborted transactions go; a marker goes when its transaction is empty and its horizon has passed; the batch that carries a
/// live producer's last sequence, and the last batch of the round, stay even when they are empty.
/// </summary>
internal sealed class BatchCompactor(CleaningPlan plan, KeyOffsetMap map, CompressionCodecs codecs)
{
    private readonly TransactionFilter _transactions = new(plan.AbortedTransactions);

    /// <summary>What the batch becomes: itself, fewer records, or nothing (an empty result). The caller owns one hold. Null when its records cannot be read.</summary>
    /// <param name="batch">A whole batch, shown in order.</param>
    /// <param name="aborted">The aborted transaction whose marker this is, when the marker is still needed.</param>
    public SharedBytes? Compact(in RecordBatchView batch, out AbortedTransaction? aborted)
    {
        aborted = null;
        var isEmptyMarker = batch.IsControl && _transactions.IsMarkerEmpty(batch, out aborted);
        var dropsAll = batch.IsControl
            ? isEmptyMarker && batch.HasDeleteHorizon && batch.BaseTimestamp <= plan.NowMs
            : _transactions.IsAborted(batch);
        var staysEmpty = IsLastOfProducer(batch) || batch.NextOffset == plan.EndOffset;
        if (dropsAll)
        {
            return staysEmpty ? RecordBatchRewriter.Begin(batch).Build() : SharedBytes.Empty;
        }

        if (BatchRecords.Open(batch, codecs, out var records) != RecordsStatus.Open)
        {
            return null;
        }

        using (records)
        {
            var kept = Count(batch, records, out var hasTombstones);
            var needsHorizon = (hasTombstones || isEmptyMarker) && !batch.HasDeleteHorizon && kept > 0;
            if (kept == batch.RecordCount && !needsHorizon && (kept > 0 || staysEmpty))
            {
                return new SharedBytes(batch.Bytes.ToArray());
            }

            return kept > 0 ? Rewrite(batch, records, needsHorizon ? plan.NowMs + plan.Config.DeleteRetentionMs : null)
                : staysEmpty ? RecordBatchRewriter.Begin(batch).Build()
                : SharedBytes.Empty;
        }
    }

    private bool IsLastOfProducer(in RecordBatchView batch) =>
        batch.HasProducerId && plan.LastBatches.TryGetValue(batch.ProducerId, out var last)
        && (last.Offset >= 0 ? batch.LastOffset == last.Offset : batch.IsControl && batch.ProducerEpoch == last.ProducerEpoch);

    private int Count(in RecordBatchView batch, in BatchRecords records, out bool hasTombstones)
    {
        hasTombstones = false;
        var kept = 0;
        var reader = records.GetReader();
        while (reader.MoveNext())
        {
            if (Stays(batch, reader.Current))
            {
                kept++;
                hasTombstones |= !batch.IsControl && reader.Current.Value.IsNull;
            }
        }

        return kept;
    }

    private SharedBytes Rewrite(in RecordBatchView batch, in BatchRecords records, long? deleteHorizon)
    {
        var compression = batch.Compression == CompressionType.None ? null : new RecordCompression(codecs.Find(batch.Compression)!);
        var builder = RecordBatchRewriter.Begin(batch, compression, deleteHorizon);
        var reader = records.GetReader();
        while (reader.MoveNext())
        {
            if (Stays(batch, reader.Current))
            {
                builder.AppendCopy(batch.BaseOffset + reader.Current.OffsetDelta, batch.TimestampOf(reader.Current.TimestampDelta), reader.Current);
            }
        }

        return builder.Build();
    }

    private bool Stays(in RecordBatchView batch, in Record record)
    {
        var offset = batch.BaseOffset + record.OffsetDelta;
        if (batch.IsControl || offset > map.LatestOffset)
        {
            return true;
        }

        return !record.Key.IsNull
            && offset >= map.Get(record.Key.Span)
            && (!record.Value.IsNull || !batch.HasDeleteHorizon || plan.NowMs < batch.BaseTimestamp);
    }
}
