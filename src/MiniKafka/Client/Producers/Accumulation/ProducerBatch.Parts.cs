using MiniKafka.Records;
using MiniKafka.Records.Compression;

namespace MiniKafka.Client.Producers.Accumulation;

/// <content>A batch that the broker found too large is replaced by its parts. Used on the producer's loop.</content>
internal sealed partial class ProducerBatch
{
    /// <summary>How many records of the batch it is a part of stand before it; 0 unless it is one.</summary>
    public int RecordsBefore { get; init; }

    /// <summary>What it was replaced by, in order, if it was.</summary>
    public IReadOnlyList<ProducerBatch> Parts { get; private set; } = [];

    /// <summary>
    /// Ends the batch, which the broker found too large, in favour of two with half of its bytes each, as far as records go.
    /// They have the same age, keep the sequence numbers of their records, and those who wait for a record wait for its part.
    /// </summary>
    /// <param name="compression">The codec it was written with, if any.</param>
    /// <returns>The parts; none, and the batch goes on, when a codec cannot read what it wrote.</returns>
    public IReadOnlyList<ProducerBatch> Split(RecordCompression? compression)
    {
        var codecs = compression is null ? CompressionCodecs.Default : CompressionCodecs.Default.With(compression.Codec);
        var batch = new RecordBatchView(_bytes.ToContiguous().Span);
        if (BatchRecords.Open(batch, codecs, out var records) != RecordsStatus.Open)
        {
            return [];
        }

        using (records)
        {
            var parts = new List<ProducerBatch>(2);
            var reader = records.GetReader();
            var read = 0;
            for (var bytes = 0; reader.MoveNext(); read++)
            {
                // At least one record goes into the first part, and at least one is left for the second.
                if (parts.Count == 0 || (parts.Count == 1 && read > 0 && (bytes > records.Bytes.Length / 2 || read == RecordCount - 1)))
                {
                    parts.Add(PartFrom(read, compression));
                }

                bytes += reader.Current.SizeInBytes;
                var (delivery, timestamp) = _waiting is { } waiting && read < waiting.Length ? waiting[read] : default;
                parts[^1].Take(reader.Current, batch.BaseTimestamp + reader.Current.TimestampDelta, delivery, delivery is null ? 0 : timestamp);
            }

            Parts = parts;
        }

        Replaced();
        return Parts;
    }

    private ProducerBatch PartFrom(int record, RecordCompression? compression)
    {
        // What the whole took of the producer's memory goes back with the first part.
        var part = new ProducerBatch(Partition, new RecordBatchBuilder { Compression = compression }, record == 0 ? ReservedBytes : 0, Number, CreatedAt)
        {
            RecordsBefore = RecordsBefore + record,
        };
        if (HasSequence)
        {
            part.SetProducer(ProducerId, ProducerEpoch, (int)(((long)BaseSequence + record) & int.MaxValue));
        }

        return part;
    }

    private void Take(in Record record, long timestamp, IDelivery? delivery, long deliveredTimestamp)
    {
        _builder.AppendCopy(_builder.RecordCount, timestamp, record);
        if (delivery is not null)
        {
            Remember(_builder.RecordCount - 1, deliveredTimestamp, delivery);
        }
    }

    private void Replaced()
    {
        Release();
        ForgetWaiting();
        Done?.TrySetResult();
    }
}
