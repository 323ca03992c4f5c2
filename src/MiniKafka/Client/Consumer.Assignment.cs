using MiniKafka.Client.Consumers;
using MiniKafka.Model;

namespace MiniKafka.Client;

/// <content>Which partitions are read, and where.</content>
public sealed partial class Consumer<TKey, TValue>
{
    /// <summary>The partitions that are read now, in order.</summary>
    public IReadOnlyList<TopicPartition> Assignment => [.. _core.Assigned.Keys];

    /// <summary>
    /// Reads exactly these partitions, each from where it stands already, from its committed offset, or from where
    /// <c>auto.offset.reset</c> says.
    /// </summary>
    public void Assign(IEnumerable<TopicPartition> partitions) =>
        Assign(PartitionArguments.Check(partitions).Select(static partition => new TopicPartitionOffset(partition, Offset.Unset)));

    /// <summary>Reads exactly these partitions, from these offsets.</summary>
    /// <exception cref="InvalidOperationException">The consumer has subscribed, so its group assigns the partitions.</exception>
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

    /// <summary>Reads one partition.</summary>
    public void Assign(TopicPartition partition) => Assign([partition]);

    /// <summary>Reads one partition from an offset.</summary>
    public void Assign(TopicPartitionOffset place) => Assign([place]);

    /// <summary>Reads no partition any more.</summary>
    public void Unassign() => IncrementalUnassign(_core.Assigned.Keys.ToList());

    /// <summary>Reads these partitions as well.</summary>
    public void IncrementalAssign(IEnumerable<TopicPartitionOffset> places)
    {
        ThrowIfSubscribed();
        var added = _core.Add(PartitionArguments.CheckPlaces(places));
        _core.Cluster.Loop.Post(() => _core.Fetcher.Add(added));
    }

    /// <summary>Reads these partitions as well.</summary>
    public void IncrementalAssign(IEnumerable<TopicPartition> partitions) =>
        IncrementalAssign(PartitionArguments.Check(partitions).Select(static partition => new TopicPartitionOffset(partition, Offset.Unset)));

    /// <summary>Reads these partitions no longer.</summary>
    public void IncrementalUnassign(IEnumerable<TopicPartition> partitions)
    {
        ThrowIfSubscribed();
        _core.ThrowIfClosed();
        _core.StoreDelivered();
        var removed = _core.Remove(PartitionArguments.Check(partitions));
        _core.Cluster.Loop.Post(() => _core.Fetcher.Remove(removed));
    }

    /// <summary>Goes on at an offset, or at one of the places of <see cref="Offset"/>.</summary>
    /// <exception cref="KafkaException">The partition is not assigned.</exception>
    public void Seek(TopicPartitionOffset place)
    {
        PartitionArguments.CheckPlace(place);
        _core.Seek(place);
    }

    /// <summary>Gives no records of these partitions until they are resumed.</summary>
    public void Pause(IEnumerable<TopicPartition> partitions) => _core.Pause(PartitionArguments.Check(partitions));

    /// <summary>Gives records of these partitions again.</summary>
    public void Resume(IEnumerable<TopicPartition> partitions) => _core.Resume(PartitionArguments.Check(partitions));

    /// <summary>The offset of the record that comes next; <see cref="Offset.Unset"/> as long as it is being looked up.</summary>
    public long Position(TopicPartition partition) => _core.Find(partition).Position;

    /// <summary>The ends of the partition as the last fetch saw them; <see cref="Offset.Unset"/> before the first.</summary>
    public WatermarkOffsets GetWatermarkOffsets(TopicPartition partition)
    {
        var assigned = _core.Find(partition);
        return new WatermarkOffsets(assigned.LogStartOffset, EndOf(assigned));
    }

    /// <summary>How many offsets lie between the position and the end that the last fetch saw; null before the first.</summary>
    public long? Lag(TopicPartition partition)
    {
        var assigned = _core.Find(partition);
        var end = EndOf(assigned);
        return end >= 0 && assigned.Position >= 0 ? Math.Max(0, end - assigned.Position) : null;
    }

    private long EndOf(AssignedPartition assigned) =>
        _core.Config.IsolationLevel == IsolationLevel.ReadCommitted && assigned.LastStableOffset >= 0 ? assigned.LastStableOffset : assigned.HighWatermark;
}
