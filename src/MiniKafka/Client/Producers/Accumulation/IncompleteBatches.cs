namespace MiniKafka.Client.Producers.Accumulation;

/// <summary>
/// Every batch from its first record to its result, whichever thread opened it: what a flush waits for, and what fails
/// when the producer's loop ends. Entered once per batch.
/// </summary>
internal sealed class IncompleteBatches
{
    private readonly Lock _gate = new();
    private readonly LinkedList<ProducerBatch> _batches = new();

    public void Add(ProducerBatch batch)
    {
        lock (_gate)
        {
            _batches.AddLast(batch.Node);
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
