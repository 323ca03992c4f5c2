using MiniKafka.Client.Consumers;
using MiniKafka.Model;

namespace MiniKafka.Client;

/// <content>Which partitions are read, and where.</content>
public sealed partial class Consumer<TKey, TValue>
{
    /// <inheritdoc/>
    public IReadOnlyList<TopicPartition> Assignment => [.. _core.Assigned.Keys];

    /// <inheritdoc/>
    public void Assign(IEnumerable<TopicPartition> partitions) =>
        Assign(PartitionArguments.Check(partitions).Select(static partition => new TopicPartitionOffset(partition, Offset.Unset)));

    /// <inheritdoc/>
    public void Assign(IEnumerable<TopicPartitionOffset> places)
    {
        ThrowIfSubscribed();
        var wanted = PartitionArguments.CheckPlaces(places);
        var names = wanted.ConvertAll(static place => place.TopicPartition).ToHashSet();
        var sought = wanted.Where(place => place.Offset != Offset.Unset && _core.Assigned.ContainsKey(place.TopicPartition)).ToList();
        IncrementalUnassign(_core.Assigned.Keys.Where(partition => !names.Contains(partition)).ToList());
        IncrementalAssign(wanted);
        sought.ForEach(Seek);
    }

    /// <inheritdoc/>
    public void Assign(TopicPartition partition) => Assign([partition]);

    /// <inheritdoc/>
    public void Assign(TopicPartitionOffset place) => Assign([place]);

    /// <inheritdoc/>
    public void Unassign() => IncrementalUnassign(_core.Assigned.Keys.ToList());

    /// <inheritdoc/>
    public void IncrementalAssign(IEnumerable<TopicPartitionOffset> places)
    {
        ThrowIfSubscribed();
        var added = _core.Add(PartitionArguments.CheckPlaces(places));
        _core.Cluster.Loop.Post(() =>
        {
            added.ForEach(partition => _core.Cluster.Want(partition.TopicPartition.Topic));
            _core.Fetcher.Add(added);
        });
    }

    /// <inheritdoc/>
    public void IncrementalAssign(IEnumerable<TopicPartition> partitions) =>
        IncrementalAssign(PartitionArguments.Check(partitions).Select(static partition => new TopicPartitionOffset(partition, Offset.Unset)));

    /// <inheritdoc/>
    public void IncrementalUnassign(IEnumerable<TopicPartition> partitions)
    {
        ThrowIfSubscribed();
        _core.ThrowIfClosed();
        _core.StoreDelivered();
        var removed = _core.Remove(PartitionArguments.Check(partitions));
        _core.Cluster.Loop.Post(() => _core.Fetcher.Remove(removed));
    }

    /// <inheritdoc/>
    public void Seek(TopicPartitionOffset place)
    {
        PartitionArguments.CheckPlace(place);
        _core.Seek(place);
    }

    /// <inheritdoc/>
    public void Pause(IEnumerable<TopicPartition> partitions) => _core.Pause(PartitionArguments.Check(partitions));

    /// <inheritdoc/>
    public void Resume(IEnumerable<TopicPartition> partitions) => _core.Resume(PartitionArguments.Check(partitions));

    /// <inheritdoc/>
    public long Position(TopicPartition partition) => _core.Find(partition).Position;

    /// <inheritdoc/>
    public WatermarkOffsets GetWatermarkOffsets(TopicPartition partition)
    {
        var assigned = _core.Find(partition);
        return new WatermarkOffsets(assigned.LogStartOffset, EndOf(assigned));
    }

    /// <inheritdoc/>
    public long? Lag(TopicPartition partition)
    {
        var assigned = _core.Find(partition);
        var end = EndOf(assigned);
        return end >= 0 && assigned.Position >= 0 ? Math.Max(0, end - assigned.Position) : null;
    }

    private long EndOf(AssignedPartition assigned) => assigned.EndFor(_core.Settings.Isolation);
}
