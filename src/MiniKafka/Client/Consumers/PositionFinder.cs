using MiniKafka.Client.Cluster;
using MiniKafka.Model;
using MiniKafka.Runtime;

namespace MiniKafka.Client.Consumers;

/// <summary>
/// Finds where to begin in partitions that have no place yet: where the group committed, and without that where
/// <c>auto.offset.reset</c> says. Used on the client's loop.
/// </summary>
internal sealed class PositionFinder(
    ClusterClient cluster, OffsetLookup lookup, OffsetResetPolicy policy, ConsumerMailbox mailbox, TimeSpan timeout)
{
    /// <summary>Reads what the group committed; null without a group.</summary>
    public Func<IReadOnlyList<TopicPartition>, Task<IReadOnlyDictionary<TopicPartition, TopicPartitionOffset>>>? ReadCommitted { get; set; }

    /// <summary>The policy decides from here on; without one the application hears of it.</summary>
    public void Reset(AssignedPartition partition, ErrorCode reason)
    {
        if (!policy.IsNone)
        {
            partition.FetchOffset = Offset.Unset;
            partition.LastFetchedEpoch = -1;
            if (partition.BufferedBytes == 0)
            {
                // Nothing is left that the application could get to see before the new place.
                partition.Position = Offset.Unset;
            }

            return;
        }

        var what = reason == ErrorCode.OffsetOutOfRange
            ? $"Reading {partition.TopicPartition} at offset {partition.FetchOffset}"
            : $"Finding where to begin in {partition.TopicPartition}, for which no offset is committed,";
        Fail(partition, ClientErrors.Create(reason, what, "auto.offset.reset is none, so seek to an offset that exists."));
    }

    /// <summary>The log was cut behind what was read: goes on where it parts, or tells the application.</summary>
    public void Truncated(AssignedPartition partition, int epoch, long endOffset)
    {
        if (policy.IsNone)
        {
            Fail(partition, new LogTruncatedException(new TopicPartitionOffset(partition.TopicPartition, endOffset) { LeaderEpoch = epoch }, partition.FetchOffset));
            return;
        }

        partition.RaiseVersion();
        partition.Position = endOffset;
        partition.FetchOffset = endOffset;
        partition.LastFetchedEpoch = epoch;
    }

    /// <summary>The application has to hear of it, and nothing is fetched until it seeks.</summary>
    public void Fail(AssignedPartition partition, KafkaException exception)
    {
        partition.IsFailed = true;
        mailbox.Put(new ConsumerFailure(exception, partition, partition.Version));
    }

    /// <summary>Gives each of the partitions a place to begin. Throws what a retry may mend.</summary>
    public async Task FindAsync(IReadOnlyList<AssignedPartition> partitions)
    {
        var wanted = partitions.Select(partition => (Partition: partition, partition.Version, partition.FetchOffset)).ToList();
        var stored = wanted.Where(one => one.FetchOffset == Offset.Stored).Select(one => one.Partition.TopicPartition).ToList();
        var committed = stored.Count > 0 && ReadCommitted is { } read ? await read(stored) : null;
        var times = new SortedDictionary<TopicPartition, long>();
        foreach (var (partition, version, offset) in wanted)
        {
            if (partition.Version != version)
            {
                continue;
            }

            if (offset == Offset.Stored && committed is not null && committed.TryGetValue(partition.TopicPartition, out var place))
            {
                partition.LastFetchedEpoch = place.LeaderEpoch;
                partition.BeginAt(place.Offset);
            }
            else if (offset is Offset.Beginning or Offset.End)
            {
                times[partition.TopicPartition] = offset == Offset.Beginning ? OffsetLookup.Earliest : OffsetLookup.Latest;
            }
            else if (policy.IsNone)
            {
                Reset(partition, ErrorCode.OffsetNotAvailable);
            }
            else
            {
                times[partition.TopicPartition] = policy.TimeAt(cluster.Loop.Clock.GetUtcNow());
            }
        }

        if (times.Count > 0)
        {
            var found = await FindAllAsync(times);
            foreach (var (partition, version, _) in wanted)
            {
                if (partition.Version == version && found.TryGetValue(partition.TopicPartition, out var place))
                {
                    partition.BeginAt(place.Offset);
                }
            }
        }
    }

    /// <summary>A time after the last record means the end.</summary>
    private async Task<SortedDictionary<TopicPartition, FoundOffset>> FindAllAsync(SortedDictionary<TopicPartition, long> times)
    {
        var found = await lookup.FindAsync(times, timeout);
        var missing = found.Where(pair => pair.Value.Offset < 0).Select(pair => KeyValuePair.Create(pair.Key, OffsetLookup.Latest)).ToList();
        if (missing.Count > 0)
        {
            foreach (var (partition, place) in await lookup.FindAsync(missing, timeout))
            {
                found[partition] = place;
            }
        }

        return found;
    }
}
