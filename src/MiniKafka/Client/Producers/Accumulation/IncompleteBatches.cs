using MiniKafka.Model;

namespace MiniKafka.Client.Producers.Accumulation;

/// <summary>
/// Every batch from its first record to its result, whichever thread opened it: what a flush waits for, and what fails
/// when the producer's loop ends; from then on none enters. Entered once per batch.
/// </summary>
internal sealed class IncompleteBatches
{
    private readonly Lock _gate = new();
    private readonly LinkedList<ProducerBatch> _batches = new();
    private KafkaException? _closed;

    /// <exception cref="KafkaException">No batch is begun any more, and why.</exception>
    public void Add(ProducerBatch batch)
    {
        lock (_gate)
        {
            if (_closed is { } closed)
            {
                throw new KafkaException(closed.Code, closed.Message, closed);
            }

            _batches.AddLast(batch.Node);
        }
    }

    /// <summary>Lets nothing in any more, for this reason.</summary>
    public void Close(KafkaException reason)
    {
        lock (_gate)
        {
            _closed = reason;
        }
    }

    /// <summary>False when the batch was removed before: it has its result already.</summary>
    public bool Remove(ProducerBatch batch)
    {
        lock (_gate)
        {
            if (batch.Node.List is null)
            {
                return false;
            }

            _batches.Remove(batch.Node);
            return true;
        }
    }

    /// <summary>The batches without a result, oldest first.</summary>
    public ProducerBatch[] Snapshot()
    {
        lock (_gate)
        {
            return [.. _batches];
        }
    }
}
