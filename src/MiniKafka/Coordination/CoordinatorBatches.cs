using MiniKafka.Records;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Coordination;

/// <summary>Makes record batches of a result's records.</summary>
internal static class CoordinatorBatches
{
    /// <summary>How far batches grow whose records may be separated.</summary>
    public const int PreferredBytes = 512 * 1024;

    /// <summary>
    /// The batches, each with its number of records. One batch when the records belong together, however large it
    /// becomes: the log refuses what it cannot take.
    /// </summary>
    public static IEnumerable<(SharedBytes Batch, int Count)> Encode(
        IReadOnlyList<CoordinatorRecord> records, bool isAtomic, TransactionalProducer? producer, long timestamp)
    {
        var next = 0;
        while (next < records.Count)
        {
            var builder = new RecordBatchBuilder { MaxBytes = isAtomic ? int.MaxValue : PreferredBytes };
            if (producer is { } writer)
            {
                builder.IsTransactional = true;
                builder.SetProducer(writer.Id, writer.Epoch, RecordBatchFormat.NoSequence);
            }

            var first = next;
            while (next < records.Count && builder.TryAppend(timestamp, records[next].Key, records[next].Value))
            {
                next++;
            }

            yield return (builder.Build(), next - first);
        }
    }
}

/// <summary>The producer in whose transaction records are written.</summary>
internal readonly record struct TransactionalProducer(long Id, short Epoch);
