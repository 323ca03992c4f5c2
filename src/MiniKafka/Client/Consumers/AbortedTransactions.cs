using MiniKafka.Protocol.Messages;
using MiniKafka.Records;

namespace MiniKafka.Client.Consumers;

/// <summary>Tells which batches of an answer belong to transactions that were aborted. The batches are shown in their order.</summary>
internal sealed class AbortedTransactions(List<FetchResponse.AbortedTransaction> byFirstOffset)
{
    private readonly HashSet<long> _aborting = [];
    private int _next;

    public bool Covers(RecordBatchView batch)
    {
        while (_next < byFirstOffset.Count && byFirstOffset[_next].FirstOffset <= batch.LastOffset)
        {
            _aborting.Add(byFirstOffset[_next++].ProducerId);
        }

        if (batch.IsControl)
        {
            if (ControlRecords.TryReadEndTransaction(batch, out var commit, out _) && !commit)
            {
                _aborting.Remove(batch.ProducerId);
            }

            return false;
        }

        return batch.IsTransactional && _aborting.Contains(batch.ProducerId);
    }
}
