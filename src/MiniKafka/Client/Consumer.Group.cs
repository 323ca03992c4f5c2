using System.Text.RegularExpressions;
using MiniKafka.Client.Consumers;
using MiniKafka.Model;

namespace MiniKafka.Client;

/// <content>The group: subscriptions and committed offsets.</content>
public sealed partial class Consumer<TKey, TValue>
{
    /// <summary>Reads these topics together with the group, instead of those subscribed to before.</summary>
    /// <exception cref="InvalidOperationException">There is no <c>group.id</c>, or partitions were assigned by hand.</exception>
    public void Subscribe(IEnumerable<string> topics, RebalanceHandlers? handlers = null) =>
        Subscribe(new TopicSelection(PartitionArguments.CheckTopics(topics), pattern: null), handlers);

    /// <summary>Reads a topic together with the group.</summary>
    /// <exception cref="InvalidOperationException">There is no <c>group.id</c>, or partitions were assigned by hand.</exception>
    public void Subscribe(string topic, RebalanceHandlers? handlers = null) => Subscribe(PartitionArguments.CheckTopics([topic], nameof(topic)), handlers);

    /// <summary>Reads all topics whose names match together with the group, also those that come later.</summary>
    /// <exception cref="InvalidOperationException">There is no <c>group.id</c>, or partitions were assigned by hand.</exception>
    public void Subscribe(Regex pattern, RebalanceHandlers? handlers = null)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        Subscribe(new TopicSelection([], pattern), handlers);
    }

    /// <summary>
    /// Leaves the group: the handler of revoked partitions runs inside this call, what is done is committed if that happens in
    /// the background, and nothing is read any more. Partitions can be assigned by hand then, or topics subscribed to again.
    /// </summary>
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
                _core.Handlers?.Revoked?.Invoke(partitions);
            }
        }
        finally
        {
            _core.Handlers = null;
            _core.Remove(partitions);
            group.Unsubscribe();
        }
    }

    /// <summary>Commits the offsets behind all records that were consumed from the assigned partitions, the last one included.</summary>
    /// <exception cref="KafkaException">The coordinator refused, for example because the group has moved on.</exception>
    public Task CommitAsync()
    {
        _core.StoreDelivered();
        return CommitAsync(_core.Assigned.Values.Where(partition => partition.Stored >= 0).Select(partition =>
            new TopicPartitionOffset(partition.TopicPartition, partition.Stored) { LeaderEpoch = partition.StoredEpoch }));
    }

    /// <summary>Commits that a record, and all before it in its partition, is done with.</summary>
    /// <exception cref="KafkaException">The coordinator refused, for example because the group has moved on.</exception>
    public Task CommitAsync(ConsumeResult<TKey, TValue> result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return CommitAsync([result.Next]);
    }

    /// <summary>Commits offsets: of each partition the one of the record that is to come next.</summary>
    /// <exception cref="KafkaException">The coordinator refused, for example because the group has moved on.</exception>
    public Task CommitAsync(IEnumerable<TopicPartitionOffset> offsets)
    {
        var group = RequireGroup();
        var places = PartitionArguments.CheckOffsets(offsets);
        return _core.Cluster.Loop.InvokeAsync(() => group.CommitAsync(places));
    }

    /// <summary>The same as <see cref="CommitAsync()"/>, waiting for the answer.</summary>
    public void Commit() => CommitAsync().GetAwaiter().GetResult();

    /// <summary>The same as <see cref="CommitAsync(ConsumeResult{TKey, TValue})"/>, waiting for the answer.</summary>
    public void Commit(ConsumeResult<TKey, TValue> result) => CommitAsync(result).GetAwaiter().GetResult();

    /// <summary>The same as <see cref="CommitAsync(IEnumerable{TopicPartitionOffset})"/>, waiting for the answer.</summary>
    public void Commit(IEnumerable<TopicPartitionOffset> offsets) => CommitAsync(offsets).GetAwaiter().GetResult();

    /// <summary>What the group has committed; partitions without a committed offset are left out.</summary>
    /// <exception cref="KafkaException">The coordinator did not answer in time.</exception>
    public Task<IReadOnlyDictionary<TopicPartition, TopicPartitionOffset>> CommittedAsync(IEnumerable<TopicPartition> partitions, TimeSpan? timeout = null)
    {
        var group = RequireGroup();
        var asked = PartitionArguments.Check(partitions);
        return _core.Cluster.Loop.InvokeAsync(() => group.ReadCommittedAsync(asked, timeout ?? _core.ApiTimeout));
    }

    private void Subscribe(TopicSelection selection, RebalanceHandlers? handlers)
    {
        var group = RequireGroup();
        if (!group.IsSubscribed && _core.Assigned.Count > 0)
        {
            throw new InvalidOperationException("Partitions are assigned by hand: unassign them before subscribing.");
        }

        _core.Handlers = handlers;
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
