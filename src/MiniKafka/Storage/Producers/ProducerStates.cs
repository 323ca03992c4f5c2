using MiniKafka.Model;
using MiniKafka.Records;

namespace MiniKafka.Storage.Producers;

/// <summary>
/// The producers a partition knows: who may append what next, and which transactions are open. Owned by the partition's loop.
/// A batch is checked first and applied only after its bytes are in. Invariant: every open transaction belongs to a known producer.
/// </summary>
internal sealed class ProducerStates
{
    private readonly SortedDictionary<long, ProducerState> _producers = [];
    private readonly SortedDictionary<long, long> _openByFirstOffset = [];
    private readonly List<CompletedTransaction> _beyondHighWatermark = [];

    /// <summary>All producers, by id.</summary>
    public IReadOnlyCollection<ProducerState> All => _producers.Values;

    /// <summary>Everything before this offset was applied.</summary>
    public long NextOffset { get; private set; }

    /// <summary>
    /// First offset whose fate is undecided: of an open transaction, or of one whose marker is not replicated. Null when there is none.
    /// </summary>
    public long? FirstUnstableOffset { get; private set; }

    public ProducerState? Find(long producerId) => _producers.GetValueOrDefault(producerId);

    /// <summary>May this batch follow what the partition has of its producer?</summary>
    /// <param name="batch">A batch with a producer id.</param>
    /// <param name="origin">Sequences are checked for clients only.</param>
    /// <param name="firstSequenceMustBeZero">The producer's protocol promises to begin its transactions at 0 in every partition.</param>
    public ProducerCheck Check(in RecordBatchView batch, AppendOrigin origin, bool firstSequenceMustBeZero)
    {
        var known = Find(batch.ProducerId);
        if (batch.IsControl)
        {
            return CheckMarker(batch, known);
        }

        if (known is null)
        {
            var isOutOfOrder = origin == AppendOrigin.Client && firstSequenceMustBeZero && batch.IsTransactional && batch.BaseSequence != 0;
            var isTooOld = batch.ProducerEpoch < RecordBatchFormat.NoProducerEpoch;
            return isTooOld ? ProducerCheck.Failed(ErrorCode.InvalidProducerEpoch)
                : isOutOfOrder ? ProducerCheck.Failed(ErrorCode.OutOfOrderSequenceNumber)
                : ProducerCheck.Passed;
        }

        if (origin == AppendOrigin.Client && batch.ProducerEpoch == known.ProducerEpoch
            && known.FindDuplicate(batch.BaseSequence, batch.LastSequence) is { } duplicate)
        {
            return new ProducerCheck(ErrorCode.None, duplicate);
        }

        if (batch.ProducerEpoch < known.ProducerEpoch)
        {
            return ProducerCheck.Failed(ErrorCode.InvalidProducerEpoch);
        }

        if (origin == AppendOrigin.Client && !IsInSequence(batch, known))
        {
            return ProducerCheck.Failed(ErrorCode.OutOfOrderSequenceNumber);
        }

        return known.CurrentTransactionFirstOffset >= 0 && !batch.IsTransactional
            ? ProducerCheck.Failed(ErrorCode.InvalidTxnState)
            : ProducerCheck.Passed;
    }

    /// <summary>Takes a batch into account that is in the log now. A transaction that it ended is returned.</summary>
    public CompletedTransaction? Apply(in RecordBatchView batch)
    {
        NextOffset = batch.NextOffset;
        if (!batch.HasProducerId)
        {
            return null;
        }

        if (batch.IsControl)
        {
            return EndTransactionMarker.Read(batch) is { } marker ? ApplyMarker(batch, marker) : null;
        }

        var producer = FindOrAdd(batch.ProducerId, batch.ProducerEpoch);
        if (batch.ProducerEpoch != producer.ProducerEpoch)
        {
            producer.BeginEpoch(batch.ProducerEpoch);
        }

        producer.Remember(new ProducerBatch(batch.BaseSequence, batch.LastSequence, batch.BaseOffset, batch.LastOffset, batch.MaxTimestamp));
        if (batch.IsTransactional && producer.CurrentTransactionFirstOffset < 0)
        {
            producer.CurrentTransactionFirstOffset = batch.BaseOffset;
            _openByFirstOffset[batch.BaseOffset] = producer.ProducerId;
            FindFirstUnstable();
        }

        return null;
    }

    /// <summary>The last stable offset once a transaction has ended: where the next one that is still open begins.</summary>
    public long LastStableOffsetAfter(CompletedTransaction completed)
    {
        foreach (var (firstOffset, producerId) in _openByFirstOffset)
        {
            if (producerId != completed.ProducerId)
            {
                return firstOffset;
            }
        }

        return completed.LastOffset + 1;
    }

    /// <summary>Markers below the high watermark are final: their transactions no longer hold readers back.</summary>
    public void OnHighWatermark(long highWatermark)
    {
        if (_beyondHighWatermark.RemoveAll(transaction => transaction.LastOffset < highWatermark) > 0)
        {
            FindFirstUnstable();
        }
    }

    /// <summary>Forgets producers that were silent for long enough and have no open transaction.</summary>
    public void RemoveExpired(long nowMs, long expirationMs)
    {
        List<long>? expired = null;
        foreach (var producer in _producers.Values)
        {
            if (producer.CurrentTransactionFirstOffset < 0 && nowMs - producer.LastTimestamp >= expirationMs)
            {
                (expired ??= []).Add(producer.ProducerId);
            }
        }

        expired?.ForEach(id => _producers.Remove(id));
    }

    /// <summary>Starts over from a snapshot taken before <paramref name="offset"/>.</summary>
    public void Reset(long offset, IReadOnlyList<ProducerState> producers)
    {
        _producers.Clear();
        _openByFirstOffset.Clear();
        _beyondHighWatermark.Clear();
        NextOffset = offset;
        foreach (var producer in producers)
        {
            _producers[producer.ProducerId] = producer;
            if (producer.CurrentTransactionFirstOffset >= 0)
            {
                _openByFirstOffset[producer.CurrentTransactionFirstOffset] = producer.ProducerId;
            }
        }

        FindFirstUnstable();
    }

    /// <summary>Says that there was nothing to apply up to an offset.</summary>
    public void SkipTo(long offset) => NextOffset = offset;

    private static bool IsInSequence(in RecordBatchView batch, ProducerState known)
    {
        if (batch.ProducerEpoch != known.ProducerEpoch)
        {
            return batch.BaseSequence == 0 || known.ProducerEpoch == RecordBatchFormat.NoProducerEpoch;
        }

        return known.ProducerEpoch == RecordBatchFormat.NoProducerEpoch
            || (known.HasBatches ? batch.BaseSequence == RecordBatchFormat.AdvanceSequence(known.LastSequence, 1) : batch.BaseSequence == 0);
    }

    private static ProducerCheck CheckMarker(in RecordBatchView batch, ProducerState? known)
    {
        if (known is null || EndTransactionMarker.Read(batch) is not { } marker)
        {
            return ProducerCheck.Passed;
        }

        return batch.ProducerEpoch < known.ProducerEpoch ? ProducerCheck.Failed(ErrorCode.InvalidProducerEpoch)
            : marker.CoordinatorEpoch < known.CoordinatorEpoch ? ProducerCheck.Failed(ErrorCode.TransactionCoordinatorFenced)
            : ProducerCheck.Passed;
    }

    private CompletedTransaction? ApplyMarker(in RecordBatchView batch, EndTransactionMarker marker)
    {
        var producer = FindOrAdd(batch.ProducerId, batch.ProducerEpoch);
        if (batch.ProducerEpoch != producer.ProducerEpoch)
        {
            producer.BeginEpoch(batch.ProducerEpoch);
        }

        var firstOffset = producer.CurrentTransactionFirstOffset;
        producer.CurrentTransactionFirstOffset = -1;
        producer.CoordinatorEpoch = marker.CoordinatorEpoch;
        producer.LastTimestamp = marker.Timestamp;
        if (firstOffset < 0)
        {
            return null;
        }

        var completed = new CompletedTransaction(batch.ProducerId, firstOffset, batch.BaseOffset, marker.IsAbort);
        _openByFirstOffset.Remove(firstOffset);
        _beyondHighWatermark.Add(completed);
        FindFirstUnstable();
        return completed;
    }

    private ProducerState FindOrAdd(long producerId, short epoch)
    {
        if (!_producers.TryGetValue(producerId, out var producer))
        {
            producer = new ProducerState(producerId) { ProducerEpoch = epoch };
            _producers[producerId] = producer;
        }

        return producer;
    }

    private void FindFirstUnstable()
    {
        var first = long.MaxValue;
        foreach (var (firstOffset, _) in _openByFirstOffset)
        {
            first = firstOffset;
            break;
        }

        foreach (var completed in _beyondHighWatermark)
        {
            first = Math.Min(first, completed.FirstOffset);
        }

        FirstUnstableOffset = first == long.MaxValue ? null : first;
    }
}
