using MiniKafka.Model;
using MiniKafka.Records;
using MiniKafka.Records.Compression;

namespace MiniKafka.Client.Producers.Accumulation;

/// <summary>
/// The batches of one partition that the sender has not taken yet. Producing threads write records straight into the open
/// one under this partition's lock, which is never held over an await; the loop takes batches out, oldest first.
/// </summary>
internal sealed class PartitionBuffer(TopicPartition partition, AccumulatorLimits limits, ProducerMemory memory, IncompleteBatches incomplete, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Queue<ProducerBatch> _full = new();
    private ProducerBatch? _open;
    private long _begun;
    private long _oldestCreatedAt = long.MaxValue;
    private long _usedAt;
    private volatile int _queued;
    private volatile int _queuedFull;

    /// <summary>How many batches wait, the open one included; any thread may ask.</summary>
    public int QueuedBatches => _queued;

    /// <summary>
    /// Puts the record into the open batch, or into a new one. With a sticky partition given, it counts there:
    /// 1. the caller has looked which partition is current;
    /// 2. under the lock, it is still current, else the caller chooses again;
    /// 3. at the end of a batch, and when enough was produced here, the sticky partition changes, and the caller chooses again;
    /// 4. the record is appended and its bytes are counted.
    /// </summary>
    public AppendOutcome TryAppend(in RecordToSend record, StickyPartition? sticky)
    {
        lock (_gate)
        {
            if (sticky is { IsCurrent: false })
            {
                return AppendOutcome.PartitionChanged;
            }

            if (_open is { } open && open.TryAppend(record, out var size))
            {
                sticky?.Count(size);
                return AppendOutcome.Appended;
            }

            Close();
            if (sticky is not null && sticky.HasEnough(limits.BatchSize))
            {
                sticky.Change();
                return AppendOutcome.PartitionChanged;
            }

            var reserved = Math.Max(limits.BatchSize, record.SizeUpperBound);
            if (!memory.TryReserve(reserved))
            {
                return AppendOutcome.OutOfMemory;
            }

            _open = NewBatch(reserved);
            _open.TryAppend(record, out _);
            sticky?.Count(_open.SizeInBytes);
            ShowWhatWaits();
            return AppendOutcome.AppendedAndReady;
        }
    }

    /// <summary>
    /// Takes the oldest batch that is ready: full, or older than the linger time, or whichever there is when
    /// <paramref name="hurry"/>. Without one, <paramref name="readyAt"/> is when the open one will be ready.
    /// </summary>
    public ProducerBatch? Take(bool hurry, long now, out long readyAt)
    {
        readyAt = long.MaxValue;
        if (_queued == 0)
        {
            return null;
        }

        lock (_gate)
        {
            if (!_full.TryDequeue(out var batch) && _open is { } open)
            {
                readyAt = open.CreatedAt + limits.LingerTicks;
                if (!hurry && readyAt > now)
                {
                    return null;
                }

                batch = open;
                _open = null;
            }

            ShowWhatWaits();
            return batch;
        }
    }

    /// <summary>The producer has ended, and no batch is begun any more: from here on nobody writes into those that were.</summary>
    public void End()
    {
        lock (_gate)
        {
            _open = null;
            _full.Clear();
            ShowWhatWaits();
        }
    }

    /// <summary>True when a batch waits that is full, so that there is no point in waiting longer.</summary>
    public bool HasFullBatch => _queuedFull > 0;

    /// <summary>When the last batch was begun, as a timestamp of the clock; 0 when none was.</summary>
    public long UsedAt => Volatile.Read(ref _usedAt);

    /// <summary>When the oldest batch was begun; the largest number when none waits.</summary>
    public long OldestCreatedAt => Volatile.Read(ref _oldestCreatedAt);

    private void Close()
    {
        if (_open is { } open)
        {
            _full.Enqueue(open);
            _open = null;
            ShowWhatWaits();
        }
    }

    /// <summary>The sender looks at these without the lock, many times for each batch.</summary>
    private void ShowWhatWaits()
    {
        _queuedFull = _full.Count;
        _queued = _full.Count + (_open is null ? 0 : 1);
        Volatile.Write(ref _oldestCreatedAt, _full.TryPeek(out var full) ? full.CreatedAt : _open?.CreatedAt ?? long.MaxValue);
    }

    private ProducerBatch NewBatch(int reserved)
    {
        var builder = new RecordBatchBuilder { Compression = limits.Compression, MaxBytes = limits.BatchSize, Pool = memory.Buffers };
        var batch = new ProducerBatch(partition, builder, reserved, ++_begun, clock.GetTimestamp());
        Volatile.Write(ref _usedAt, batch.CreatedAt);
        incomplete.Add(batch);
        return batch;
    }
}

/// <summary>How large batches get and how long they wait.</summary>
/// <param name="BatchSize"><c>batch.size</c>.</param>
/// <param name="LingerTicks"><c>linger.ms</c> in the clock's ticks.</param>
/// <param name="Compression">The codec, if any.</param>
internal sealed record AccumulatorLimits(int BatchSize, long LingerTicks, RecordCompression? Compression);
