using MiniKafka.Client.Producers.Accumulation;
using MiniKafka.Model;
using MiniKafka.Records.Compression;

namespace MiniKafka.Client.Producers.Sending;

/// <summary>The end of every batch: its memory is given back, those who wait are told. A batch ends once. Owned by the producer's loop.</summary>
internal sealed class BatchResults(ProducerMemory memory, IncompleteBatches incomplete, DeliveryCallbacks callbacks, DeliveryCounts counts)
{
    public void Complete(ProducerBatch batch, long baseOffset, long logAppendTime, KafkaException? error)
    {
        if (!incomplete.Remove(batch))
        {
            return;
        }

        counts.Count(batch, error);
        if (batch.Complete(baseOffset, logAppendTime, error))
        {
            callbacks.Enqueue(batch);
        }

        memory.Release(batch.ReservedBytes);
    }

    /// <summary>The batch is sent again, and has its result later.</summary>
    public void CountRetry(ProducerBatch batch) => counts.CountRetry(batch);

    /// <summary>The batch ends in favour of its parts, which the caller sends; none, and the batch goes on, when it cannot be split.</summary>
    public IReadOnlyList<ProducerBatch> Split(ProducerBatch batch, RecordCompression? compression)
    {
        var parts = batch.Split(compression);
        if (parts.Count > 0 && incomplete.Remove(batch))
        {
            foreach (var part in parts)
            {
                incomplete.Add(part);
            }
        }

        return parts;
    }

    /// <summary>
    /// The loop has ended, and nobody writes into a batch any more, so nothing else will tell those who wait. The task ends when all
    /// handlers have returned.
    /// </summary>
    public Task FailAllAsync(KafkaException error) =>
        callbacks.RunLastAsync(incomplete.Snapshot().Where(batch => incomplete.Remove(batch) && batch.Complete(-1, -1, error)));
}
