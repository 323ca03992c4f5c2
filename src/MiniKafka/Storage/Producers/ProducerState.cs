namespace MiniKafka.Storage.Producers;

/// <summary>
/// What a partition knows of one producer id: its epoch, its last five batches, and where its open transaction began.
/// Owned by the partition's loop.
/// </summary>
internal sealed class ProducerState(long producerId)
{
    /// <summary>Batches remembered for recognising repeats.</summary>
    public const int RememberedBatches = 5;

    private readonly ProducerBatch[] _batches = new ProducerBatch[RememberedBatches];
    private int _first;
    private int _count;

    public long ProducerId { get; } = producerId;

    public short ProducerEpoch { get; set; } = -1;

    public int CoordinatorEpoch { get; set; } = -1;

    public long LastTimestamp { get; set; } = -1;

    /// <summary>First offset of the open transaction; -1 when none is open.</summary>
    public long CurrentTransactionFirstOffset { get; set; } = -1;

    public bool HasBatches => _count > 0;

    public int LastSequence => _count == 0 ? -1 : Last.LastSequence;

    public long LastOffset => _count == 0 ? -1 : Last.LastOffset;

    /// <summary>Distance between the last batch's offsets, as snapshots keep it.</summary>
    public int LastOffsetDelta => _count == 0 ? 0 : (int)(Last.LastOffset - Last.FirstOffset);

    private ProducerBatch Last => _batches[(_first + _count - 1) % RememberedBatches];

    public void Remember(ProducerBatch batch)
    {
        if (_count == RememberedBatches)
        {
            _first = (_first + 1) % RememberedBatches;
            _count--;
        }

        _batches[(_first + _count) % RememberedBatches] = batch;
        _count++;
        LastTimestamp = batch.Timestamp;
    }

    /// <summary>Batches of the same epoch from before those remembered, oldest first, as far as there is room.</summary>
    public void RememberEarlier(IReadOnlyList<ProducerBatch> earlier)
    {
        List<ProducerBatch> known = [.. earlier, .. Enumerable.Range(0, _count).Select(i => _batches[(_first + i) % RememberedBatches])];
        var timestamp = LastTimestamp;
        (_first, _count) = (0, 0);
        known.ForEach(Remember);
        LastTimestamp = timestamp;
    }

    /// <summary>A new epoch begins with no batches of its own.</summary>
    public void BeginEpoch(short epoch)
    {
        ProducerEpoch = epoch;
        _count = 0;
        _first = 0;
    }

    /// <summary>The remembered batch with exactly these sequences.</summary>
    public ProducerBatch? FindDuplicate(int firstSequence, int lastSequence)
    {
        for (var i = 0; i < _count; i++)
        {
            var batch = _batches[(_first + i) % RememberedBatches];
            if (batch.FirstSequence == firstSequence && batch.LastSequence == lastSequence)
            {
                return batch;
            }
        }

        return null;
    }
}
