using MiniKafka.Records;

namespace MiniKafka.Client.Consumers;

/// <summary>Several records that the application gets at once: it is done with none of them before its next call.</summary>
internal sealed partial class ConsumerCore
{
    private readonly Dictionary<AssignedPartition, (long NextOffset, int LeaderEpoch)> _batch = [];

    /// <summary>Another record beside the one that was given last, out of what was fetched already; whatever else waits is for the next call.</summary>
    public bool TryNextInBatch(out RecordReader reader)
    {
        if (_isDelivered && Settings.AutoStore)
        {
            _batch[_cursor!.Partition] = (_cursor.NextOffset, _cursor.LeaderEpoch);
        }

        _isDelivered = false;

        while (true)
        {
            if (_cursor is { } cursor)
            {
                if (TryMove(cursor, out reader))
                {
                    return true;
                }

                Drop(cursor);
            }

            if (!Mailbox.TryTake<FetchedRecords>(out var fetched))
            {
                reader = default;
                return false;
            }

            Take(fetched);
        }
    }

    private void StoreBatch()
    {
        foreach (var (partition, (offset, epoch)) in _batch)
        {
            partition.Store(offset, epoch);
        }

        _batch.Clear();
    }
}
