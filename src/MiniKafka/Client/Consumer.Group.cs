using System.Text.RegularExpressions;
using MiniKafka.Client.Consumers;
using MiniKafka.Model;

namespace MiniKafka.Client;

/// <content>The group: subscriptions and committed offsets.</content>
public sealed partial class Consumer<TKey, TValue>
{
    /// <inheritdoc/>
    public void Subscribe(IEnumerable<string> topics, RebalanceHandlers? handlers = null) =>
        Subscribe(new TopicSelection(PartitionArguments.CheckTopics(topics), pattern: null), handlers);

    /// <inheritdoc/>
    public void Subscribe(string topic, RebalanceHandlers? handlers = null) => Subscribe(PartitionArguments.CheckTopics([topic], nameof(topic)), handlers);

    /// <inheritdoc/>
    public void Subscribe(Regex pattern, RebalanceHandlers? handlers = null)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        Subscribe(new TopicSelection([], pattern), handlers);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Subscription => _core.Group?.Subscription ?? [];

    /// <inheritdoc/>
    public string MemberId => _core.Group?.MemberId ?? "";

    /// <inheritdoc/>
    public void Unsubscribe()
    {
        _core.ThrowIfClosed();
        _core.StoreDelivered();
        if (_core.Group is not { IsSubscribed: true } group)
        {
            return;
        }

        var partitions = Assignment;
        try
        {
            if (partitions.Count > 0)
            {
                _core.Handlers?.Invoke(RebalanceChange.Revoked, partitions).GetAwaiter().GetResult();
            }
        }
        finally
        {
            _core.Handlers = null;
            _core.Remove(partitions);
            group.Unsubscribe();
        }
    }

    /// <inheritdoc/>
    public Task CommitAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        _core.StoreDelivered();
        return CommitAsync(
            _core.Assigned.Values.Where(partition => partition.Stored >= 0).Select(partition =>
                new TopicPartitionOffset(partition.TopicPartition, partition.Stored) { LeaderEpoch = partition.StoredEpoch }),
            timeout,
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task CommitAsync(ConsumeResult<TKey, TValue> result, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        return CommitAsync([result.Next], timeout, cancellationToken);
    }

    /// <inheritdoc/>
    public Task CommitAsync(IEnumerable<TopicPartitionOffset> offsets, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var group = RequireGroup();
        var places = PartitionArguments.CheckOffsets(offsets);
        return _core.Cluster.InvokeAsync(() => group.CommitAsync(places, timeout ?? _core.ApiTimeout, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public void Commit() => CommitAsync().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public void Commit(ConsumeResult<TKey, TValue> result) => CommitAsync(result).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public void Commit(IEnumerable<TopicPartitionOffset> offsets) => CommitAsync(offsets).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public void StoreOffset(ConsumeResult<TKey, TValue> result)
    {
        ArgumentNullException.ThrowIfNull(result);
        StoreOffset(result.Next);
    }

    /// <inheritdoc/>
    public void StoreOffset(TopicPartitionOffset offset)
    {
        _core.ThrowIfClosed();
        var place = PartitionArguments.CheckOffsets([offset], nameof(offset))[0];
        if (_core.Settings.AutoStore)
        {
            throw new InvalidOperationException("Asking for the next record says what is done with: set enable.auto.offset.store to false to say it yourself.");
        }

        _core.Find(place.TopicPartition).Store(place.Offset, place.LeaderEpoch);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<TopicPartition, TopicPartitionOffset>> CommittedAsync(
        IEnumerable<TopicPartition> partitions, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var group = RequireGroup();
        var asked = PartitionArguments.Check(partitions);
        return _core.Cluster.InvokeAsync(() => group.ReadCommittedAsync(asked, timeout ?? _core.ApiTimeout, cancellationToken), cancellationToken);
    }

    private void Subscribe(TopicSelection selection, RebalanceHandlers? handlers)
    {
        var group = RequireGroup();
        if (!group.IsSubscribed && _core.Assigned.Count > 0)
        {
            throw new InvalidOperationException("Partitions are assigned by hand: unassign them before subscribing.");
        }

        _core.Handlers = handlers is null ? null : handlers.TellAsync;
        group.Subscribe(selection);
    }

    private ConsumerGroup RequireGroup()
    {
        _core.ThrowIfClosed();
        return _core.Group ?? throw new InvalidOperationException("There is no group: set group.id in the configuration.");
    }

    private void ThrowIfSubscribed()
    {
        if (_core.Group is { IsSubscribed: true })
        {
            throw new InvalidOperationException("The group assigns the partitions, as the consumer has subscribed.");
        }
    }
}
