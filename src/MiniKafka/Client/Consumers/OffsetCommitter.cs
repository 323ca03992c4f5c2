using MiniKafka.Client.Cluster;
using MiniKafka.Model;

namespace MiniKafka.Client.Consumers;

/// <summary>
/// Commits what the application is done with: in the background at an interval, before partitions are given up, and when
/// asked to. Used on the client's loop.
/// </summary>
internal sealed class OffsetCommitter(ClusterClient cluster, GroupOffsets offsets, GroupSettings settings, Fetcher fetcher, ConsumerMailbox mailbox)
{
    /// <summary>As whom to commit.</summary>
    public GroupIdentity Identity { get; set; } = GroupIdentity.Nobody;

    public async Task CommitAsync(IReadOnlyList<TopicPartitionOffset> places, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        if (places.Count == 0)
        {
            return;
        }

        await offsets.CommitAsync(places, Identity, timeout, cancellationToken);
        foreach (var place in places)
        {
            fetcher.Committed(place);
        }

        if (settings.TellCommits)
        {
            mailbox.Put(places);
        }
    }

    /// <summary>Commits at the interval until the loop ends.</summary>
    public async Task CommitAtIntervalsAsync()
    {
        while (settings.AutoCommitInterval is { } interval)
        {
            await Task.Delay(interval > TimeSpan.Zero ? interval : settings.HeartbeatInterval, cluster.Loop.Clock);
            await CommitStoredAsync(fetcher.Partitions, settings.HeartbeatInterval);
        }
    }

    /// <summary>
    /// Commits in the background, if that is wanted at all. A failure that the next rebalance or the next interval mends is
    /// left to them; of others the application hears.
    /// </summary>
    public async Task CommitStoredAsync(IEnumerable<AssignedPartition> partitions, TimeSpan timeout)
    {
        if (settings.AutoCommitInterval is null)
        {
            return;
        }

        var changed = partitions.Where(partition => partition.Stored >= 0 && partition.Stored != partition.CommittedInBackground)
            .Select(partition => (Partition: partition, Place: new TopicPartitionOffset(partition.TopicPartition, partition.Stored) { LeaderEpoch = partition.StoredEpoch }))
            .ToList();
        try
        {
            await CommitAsync(changed.ConvertAll(one => one.Place), timeout);
            changed.ForEach(one => one.Partition.CommittedInBackground = one.Place.Offset);
        }
        catch (KafkaException exception)
        {
            var isMended = exception.IsRetriable || exception.Code is ErrorCode.RebalanceInProgress or ErrorCode.IllegalGeneration or ErrorCode.UnknownMemberId;
            if (!isMended)
            {
                mailbox.Put(new ConsumerFailure(exception));
            }
        }
    }
}
