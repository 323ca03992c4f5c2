using MiniKafka.Client.Producers.Accumulation;
using MiniKafka.Model;

namespace MiniKafka.Client.Producers.Sending;

/// <summary>
/// What the sender knows of one partition: the batches on their way, those to be sent again, and the sequence they are in.
/// Owned by the producer's loop. Order is kept by never sending anything new while a batch waits to be sent again, and by
/// sending those again one at a time, in order, when nothing is on its way.
/// </summary>
internal sealed class PartitionQueue(TopicPartition partition, PartitionBuffer buffer)
{
    private readonly List<ProducerBatch> _inFlight = [];
    private readonly List<ProducerBatch> _again = [];

    public TopicPartition Partition { get; } = partition;

    public PartitionBuffer Buffer { get; } = buffer;

    /// <summary>Nothing is sent before this timestamp of the clock: it failed a moment ago.</summary>
    public long BlockedUntil { get; set; }

    /// <summary>Why the partition's last batch failed; null once one was delivered.</summary>
    public KafkaException? LastError { get; set; }

    public int InFlight => _inFlight.Count;

    public bool HasRetries => _again.Count > 0;

    public bool HasWork => _again.Count > 0 || Buffer.QueuedBatches > 0;

    /// <summary>The producer id its sequence numbers belong to; null before the first batch, and after a gap in them.</summary>
    public ProducerIdentity? Identity { get; private set; }

    private int NextSequence { get; set; }

    /// <summary>A producer id has to be had before the next batch: there is none, and the batch does not keep the one it was sent with.</summary>
    public bool NeedsIdentity => Identity is null && !(_again.Count > 0 && _again[0].MayBeStored);

    /// <summary>Whether a batch may be sent as far as order goes.</summary>
    public bool MaySend(bool idempotent) => !(HasRetries || (idempotent && Identity is null)) || _inFlight.Count == 0;

    /// <summary>Sequence numbers begin anew under this id; nothing is on its way then.</summary>
    public void Begin(ProducerIdentity identity)
    {
        Identity = identity;
        NextSequence = 0;
    }

    /// <summary>The sequence has a gap, or the broker does not know it: what follows cannot go on under this id.</summary>
    public void LoseSequence() => Identity = null;

    /// <summary>The batch to be sent next, numbered, or null and the time at which there will be one.</summary>
    public ProducerBatch? TakeNext(bool hurry, long now, out long readyAt)
    {
        readyAt = long.MaxValue;
        if (_again.Count > 0)
        {
            var again = _again[0];
            _again.RemoveAt(0);
            if (Identity is not null && !again.MayBeStored && !Owns(again))
            {
                Number(again);
            }

            return again;
        }

        var batch = Buffer.Take(hurry, now, out readyAt);
        if (batch is not null && Identity is not null)
        {
            Number(batch);
        }

        return batch;
    }

    public void Sent(ProducerBatch batch) => _inFlight.Add(batch);

    /// <summary>The batch's request is over. True when it was the oldest on its way.</summary>
    public bool Returned(ProducerBatch batch)
    {
        var index = _inFlight.IndexOf(batch);
        _inFlight.RemoveAt(index);
        return index == 0 && !HasRetries;
    }

    /// <summary>To be sent again, in the order in which the batches were begun.</summary>
    public void SendAgain(ProducerBatch batch)
    {
        var index = _again.FindIndex(other => other.IsBehind(batch));
        _again.Insert(index < 0 ? _again.Count : index, batch);
    }

    /// <summary>When the oldest batch without a result was begun; the largest number when there is none.</summary>
    public long OldestCreatedAt
    {
        get
        {
            var oldest = _again.Count > 0 ? _again[0].CreatedAt : Buffer.OldestCreatedAt;
            foreach (var batch in _inFlight)
            {
                oldest = batch.IsOver ? oldest : Math.Min(oldest, batch.CreatedAt);
            }

            return oldest;
        }
    }

    /// <summary>A batch on its way that has no result and was begun before this timestamp; it stays among those on their way.</summary>
    public ProducerBatch? FindExpired(long before)
    {
        foreach (var batch in _inFlight)
        {
            if (!batch.IsOver && batch.CreatedAt <= before)
            {
                return batch;
            }
        }

        return null;
    }

    /// <summary>Takes out the oldest batch that waits and was begun before this timestamp.</summary>
    public ProducerBatch? TakeExpired(long before)
    {
        if (_again.Count > 0)
        {
            var first = _again[0];
            if (first.CreatedAt > before)
            {
                return null;
            }

            _again.RemoveAt(0);
            return first;
        }

        return Buffer.OldestCreatedAt <= before ? Buffer.Take(hurry: true, 0, out _) : null;
    }

    /// <summary>The batch has its place in the present sequence.</summary>
    public bool Owns(ProducerBatch batch) => batch.HasSequence && Identity is { } identity && batch.ProducerId == identity.Id && batch.ProducerEpoch == identity.Epoch;

    private void Number(ProducerBatch batch)
    {
        batch.SetProducer(Identity!.Id, Identity.Epoch, NextSequence);
        NextSequence = SequenceAfter(NextSequence, batch.RecordCount);
    }

    /// <summary>Sequence numbers go on at 0 after the largest 32-bit number.</summary>
    private static int SequenceAfter(int sequence, int records) => (int)(((long)sequence + records) & int.MaxValue);
}
