using MiniKafka.Records;
using MiniKafka.Storage.Producers;

namespace MiniKafka.Storage.Cleaning;

/// <summary>
/// Follows the transactions of a log from batch to batch and says what may go: the records of aborted transactions at once, a
/// marker once no batch of its transaction is left. Batches must be shown in order.
/// </summary>
internal sealed class TransactionFilter(IEnumerable<AbortedTransaction> abortedTransactions)
{
    private readonly Queue<AbortedTransaction> _waiting = new(abortedTransactions.OrderBy(transaction => transaction.FirstOffset));
    private readonly SortedDictionary<long, Aborted> _aborted = [];
    private readonly SortedSet<long> _committed = [];

    /// <summary>True when the batch's records belong to an aborted transaction.</summary>
    public bool IsAborted(in RecordBatchView batch)
    {
        TakeUpTo(batch.LastOffset);
        if (!batch.IsTransactional)
        {
            return false;
        }

        if (_aborted.TryGetValue(batch.ProducerId, out var transaction))
        {
            transaction.HasBatches = true;
            return true;
        }

        _committed.Add(batch.ProducerId);
        return false;
    }

    /// <summary>
    /// True when nothing is left of the marker's transaction. An abort that still has batches is returned, for the index of the
    /// segment the marker is written to.
    /// </summary>
    public bool IsMarkerEmpty(in RecordBatchView batch, out AbortedTransaction? stillNeeded)
    {
        TakeUpTo(batch.LastOffset);
        stillNeeded = null;
        var records = new RecordReader(batch.RecordBytes, batch.RecordCount);
        if (!records.MoveNext())
        {
            return true;
        }

        if (!ControlRecords.TryReadType(records.Current, out var type))
        {
            return false;
        }

        switch (type)
        {
            case ControlRecordType.Abort:
                var isKnown = _aborted.Remove(batch.ProducerId, out var transaction);
                stillNeeded = isKnown && transaction!.HasBatches ? transaction.Transaction : null;
                return stillNeeded is null;
            case ControlRecordType.Commit:
                return !_committed.Remove(batch.ProducerId);
            default:
                return false;
        }
    }

    private void TakeUpTo(long offset)
    {
        while (_waiting.TryPeek(out var next) && next.FirstOffset <= offset)
        {
            _waiting.Dequeue();
            _aborted.TryAdd(next.ProducerId, new Aborted(next));
        }
    }

    private sealed class Aborted(AbortedTransaction transaction)
    {
        public AbortedTransaction Transaction { get; } = transaction;

        public bool HasBatches { get; set; }
    }
}
