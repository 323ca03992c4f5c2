using MiniKafka.Records;

namespace MiniKafka.Coordination;

/// <summary>Makes record batches of a result's records.</summary>
internal static class CoordinatorBatches
{
    /// <summary>How far batches grow whose records may be separated.</summary>
    public const int PreferredBytes = 512 * 1024;

    /// <summary>The batches of records that count at once.</summary>
    public static IEnumerable<ShardBatch<TState>> Encode<TState>(Result result, long timestamp)
        where TState : class, ICoordinatorState =>
        Encode<TState>(result, timestamp, null, static (state, offset, record) => state.Replay(offset, record));

    /// <summary>
    /// The batches of records that stand in the producer's transaction, if there is one. One batch when they belong together, however
    /// large it becomes: the log refuses what it cannot take. <paramref name="replay"/> takes one of them into the state.
    /// </summary>
    public static IEnumerable<ShardBatch<TState>> Encode<TState>(
        Result result, long timestamp, TransactionalProducer? producer, Action<TState, long, CoordinatorRecord> replay)
        where TState : class, ICoordinatorState
    {
        var records = result.Records;
        var next = 0;
        while (next < records.Count)
        {
            var builder = new RecordBatchBuilder { MaxBytes = result.IsAtomic ? int.MaxValue : PreferredBytes };
            if (producer is { } writer)
            {
                builder.IsTransactional = true;
                builder.SetProducer(writer.Id, writer.Epoch, RecordBatchFormat.NoSequence);
            }

            var first = next;
            while (next < records.Count && builder.TryAppend(timestamp, records[next].Key, records[next].Value))
            {
                next++;
            }

            var count = next - first;
            yield return new ShardBatch<TState>(builder.Build(), count, (state, offset) =>
            {
                for (var i = 0; i < count; i++)
                {
                    replay(state, offset + i, records[first + i]);
                }
            });
        }
    }
}
