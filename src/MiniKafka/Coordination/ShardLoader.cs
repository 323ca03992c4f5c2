using MiniKafka.Records;
using MiniKafka.Records.Compression;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Coordination;

/// <summary>Replays a partition's log, from its first batch to the end it had when reading began.</summary>
internal sealed class ShardLoader(ICoordinatorLog log, CompressionCodecs codecs)
{
    /// <summary>Replays the log into the state, and tells up to where. Throws when the partition is not here or its log cannot be read.</summary>
    public async Task<long> LoadAsync(int partition, ICoordinatorState state, CancellationToken cancellation)
    {
        var range = RangeOf(partition);
        var next = range.StartOffset;
        while (next < range.EndOffset)
        {
            var batches = await log.ReadAsync(partition, next, cancellation);
            try
            {
                cancellation.ThrowIfCancellationRequested();
                var after = Replay(batches, next, state);
                if (after == next)
                {
                    // A cut that was under way when this broker was elected may have ended since.
                    range = RangeOf(partition) is var shorter && shorter.EndOffset <= next ? shorter : throw new InvalidDataException(
                        $"Partition {partition} of the coordinator's topic ends at {next} instead of {range.EndOffset}.");
                }

                next = after;
            }
            finally
            {
                batches.Release();
            }
        }

        return next;
    }

    private CoordinatorLogRange RangeOf(int partition) =>
        log.GetRange(partition) ?? throw new InvalidDataException($"Partition {partition} of the coordinator's topic is not here.");

    private long Replay(SharedBytes batches, long next, ICoordinatorState state)
    {
        var iterator = new RecordBatchIterator(batches.ToContiguous().Span);
        while (iterator.MoveNext())
        {
            var batch = iterator.Current;
            if (batch.LastOffset < next)
            {
                continue;
            }

            if (batch.IsControl)
            {
                if (state is ITransactionalState transactional && ControlRecords.TryReadEndTransaction(batch, out var commit, out _))
                {
                    transactional.ReplayEndTransaction(batch.BaseOffset, batch.ProducerId, commit);
                }
            }
            else
            {
                ReplayRecords(batch, next, state);
            }

            next = batch.LastOffset + 1;
        }

        return next;
    }

    private void ReplayRecords(RecordBatchView batch, long from, ICoordinatorState state)
    {
        var status = BatchRecords.Open(batch, codecs, out var records);
        if (status != RecordsStatus.Open)
        {
            throw new InvalidDataException($"The batch at offset {batch.BaseOffset} of a coordinator's topic cannot be read: {status}.");
        }

        using (records)
        {
            var transactional = batch.IsTransactional ? state as ITransactionalState : null;
            var reader = records.GetReader();
            while (reader.MoveNext())
            {
                ref readonly var record = ref reader.Current;
                var offset = batch.BaseOffset + record.OffsetDelta;
                if (offset < from || record.Key.ToArray() is not { } key)
                {
                    continue;
                }

                var replayed = new CoordinatorRecord(key, record.Value.ToArray());
                if (transactional is not null)
                {
                    transactional.ReplayInTransaction(offset, batch.ProducerId, replayed);
                }
                else
                {
                    state.Replay(offset, replayed);
                }
            }

            if (reader.Error != RecordError.None)
            {
                throw new InvalidDataException($"The batch at offset {batch.BaseOffset} of a coordinator's topic is broken: {reader.Error}.");
            }
        }
    }
}
