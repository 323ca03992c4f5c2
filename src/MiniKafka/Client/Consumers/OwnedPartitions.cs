using MiniKafka.Client.Cluster;
using MiniKafka.Model;

namespace MiniKafka.Client.Consumers;

/// <summary>
/// What a member owns, and how it comes and goes: each time the application takes part first, then fetching begins or
/// ends. One change runs at a time. Owned by the client's loop.
/// </summary>
internal sealed class OwnedPartitions(
    ClusterClient cluster, GroupSettings settings, OffsetCommitter committer, Fetcher fetcher, ConsumerMailbox mailbox)
{
    private readonly SortedDictionary<TopicPartition, AssignedPartition> _owned = [];
    private RebalanceStep? _step;

    public IReadOnlyCollection<TopicPartition> Names => _owned.Keys;

    public int Count => _owned.Count;

    public bool Contains(TopicPartition partition) => _owned.ContainsKey(partition);

    public Task AssignAsync(IReadOnlyList<TopicPartition> partitions) => StepAsync(RebalanceChange.Assigned, partitions);

    public Task RevokeAsync(IReadOnlyList<TopicPartition> partitions) => StepAsync(RebalanceChange.Revoked, partitions);

    /// <summary>Everything is gone. Waits for the application even when it owned nothing, as it has to be there to go on.</summary>
    public Task LoseAsync() => StepAsync(RebalanceChange.Lost, [.. _owned.Keys]);

    /// <summary>The member has fallen out of its group: a change that waits for the application is a loss now.</summary>
    public void LoseMembership() => _step?.LoseMembership();

    /// <summary>The member leaves of its own accord, and the application knows: what was done is committed, nothing is fetched any more.</summary>
    public async Task ReleaseAsync(TimeSpan timeout)
    {
        _step?.Withdraw();
        var released = _owned.Values.ToList();
        _owned.Clear();
        fetcher.Remove(released);
        await committer.CommitStoredAsync(released, timeout);
    }

    public Task CommitAsync() => committer.CommitStoredAsync(_owned.Values.ToList(), settings.HeartbeatInterval);

    private async Task StepAsync(RebalanceChange change, IReadOnlyList<TopicPartition> partitions)
    {
        var step = new RebalanceStep(change, partitions, cluster.Loop.CreateCompletion<IReadOnlyList<AssignedPartition>>());
        _step = step;
        mailbox.Put(step);
        var moved = await step.Done;
        _step = null;
        switch (step.Carried)
        {
            case RebalanceChange.Assigned:
                foreach (var partition in moved)
                {
                    _owned[partition.TopicPartition] = partition;
                }

                fetcher.Add(moved);
                break;
            case RebalanceChange.Revoked or RebalanceChange.Lost:
                foreach (var partition in partitions)
                {
                    _owned.Remove(partition);
                }

                fetcher.Remove(moved);
                if (step.Carried == RebalanceChange.Revoked)
                {
                    await committer.CommitStoredAsync(moved, settings.HeartbeatInterval);
                }

                break;
        }
    }
}
