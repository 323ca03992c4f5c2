using MiniKafka.Model;

namespace MiniKafka.Coordination.Groups.Offsets;

/// <summary>
/// The committed offsets of one shard, and those of open transactions, which count when the transaction is committed.
/// Changed by replay only. An offset is acknowledged when the record that says it is committed itself.
/// </summary>
internal sealed class OffsetTable
{
    private static readonly SortedDictionary<TopicPartition, CommittedOffset> Nothing = [];

    private readonly SortedDictionary<string, SortedDictionary<TopicPartition, CommittedOffset>> _committed = new(StringComparer.Ordinal);
    private readonly SortedDictionary<long, SortedDictionary<string, SortedDictionary<TopicPartition, CommittedOffset>>> _pending = [];
    private readonly UncommittedChanges<(string GroupId, TopicPartition Partition), CommittedOffset> _changes = new();

    /// <summary>The group's committed offsets, in order.</summary>
    public IReadOnlyDictionary<TopicPartition, CommittedOffset> Of(string groupId) =>
        _committed.TryGetValue(groupId, out var offsets) ? offsets : Nothing;

    public CommittedOffset? Find(string groupId, TopicPartition partition) =>
        _committed.TryGetValue(groupId, out var offsets) ? offsets.GetValueOrDefault(partition) : null;

    /// <summary>The group's acknowledged offsets, in order.</summary>
    public IReadOnlyDictionary<TopicPartition, CommittedOffset> AcknowledgedOf(string groupId)
    {
        var changed = _changes.Keys.Where(key => key.GroupId == groupId).ToList();
        if (changed.Count == 0)
        {
            return Of(groupId);
        }

        var offsets = new SortedDictionary<TopicPartition, CommittedOffset>(Of(groupId).ToDictionary());
        foreach (var (_, partition) in changed)
        {
            offsets.Remove(partition);
            if (FindAcknowledged(groupId, partition) is { } acknowledged)
            {
                offsets.Add(partition, acknowledged);
            }
        }

        return offsets;
    }

    /// <summary>For which topic an offset was committed, or is to be by an open transaction; zero when that was not recorded.</summary>
    public Uuid TopicIdOf(string groupId, TopicPartition partition) =>
        (Find(groupId, partition) ?? _pending.Values.Select(groups => groups.GetValueOrDefault(groupId)?.GetValueOrDefault(partition)).FirstOrDefault(offset => offset is not null))
            ?.TopicId ?? Uuid.Zero;

    public CommittedOffset? FindAcknowledged(string groupId, TopicPartition partition) => _changes.Committed((groupId, partition), Find(groupId, partition));

    /// <summary>Whether an open transaction has committed an offset there.</summary>
    public bool IsPending(string groupId, TopicPartition partition) =>
        _pending.Values.Any(groups => groups.TryGetValue(groupId, out var offsets) && offsets.ContainsKey(partition));

    public bool HasPending(string groupId) => _pending.Values.Any(groups => groups.ContainsKey(groupId));

    /// <summary>What a group has in this table, committed or pending, in order and each once.</summary>
    public SortedSet<TopicPartition> PartitionsOf(string groupId)
    {
        var partitions = new SortedSet<TopicPartition>(Of(groupId).Keys);
        foreach (var groups in _pending.Values)
        {
            if (groups.TryGetValue(groupId, out var offsets))
            {
                partitions.UnionWith(offsets.Keys);
            }
        }

        return partitions;
    }

    /// <summary>All groups with an offset, committed or pending.</summary>
    public SortedSet<string> GroupsWithOffsets()
    {
        var groups = new SortedSet<string>(_committed.Keys, StringComparer.Ordinal);
        foreach (var pending in _pending.Values)
        {
            groups.UnionWith(pending.Keys);
        }

        return groups;
    }

    /// <summary>The log was read up to here.</summary>
    public void Begin(long nextOffset) => _changes.Begin(nextOffset);

    /// <summary>Everything below an offset of the log is committed.</summary>
    public void Commit(long logOffset) => _changes.Commit(logOffset);

    /// <summary>The record at an offset of the log commits an offset.</summary>
    public void Put(long logOffset, string groupId, TopicPartition partition, CommittedOffset offset)
    {
        _changes.Note(logOffset, (groupId, partition), Find(groupId, partition));
        GetOrAdd(_committed, groupId)[partition] = offset;
    }

    public void Pend(long producerId, string groupId, TopicPartition partition, CommittedOffset offset)
    {
        if (!_pending.TryGetValue(producerId, out var groups))
        {
            _pending.Add(producerId, groups = new(StringComparer.Ordinal));
        }

        GetOrAdd(groups, groupId)[partition] = offset;
    }

    /// <summary>Forgets the offset, also what open transactions have committed there.</summary>
    public void Remove(long logOffset, string groupId, TopicPartition partition)
    {
        _changes.Note(logOffset, (groupId, partition), Find(groupId, partition));
        Remove(_committed, groupId, partition);
        foreach (var (producerId, groups) in _pending.ToList())
        {
            Remove(groups, groupId, partition);
            if (groups.Count == 0)
            {
                _pending.Remove(producerId);
            }
        }
    }

    /// <summary>Ends a producer's transaction. What was committed after its record stays as it is.</summary>
    public void EndTransaction(long logOffset, long producerId, bool commit)
    {
        if (!_pending.Remove(producerId, out var groups) || !commit)
        {
            return;
        }

        foreach (var (groupId, offsets) in groups)
        {
            foreach (var (partition, offset) in offsets)
            {
                if (Find(groupId, partition) is not { } existing || existing.RecordOffset < offset.RecordOffset)
                {
                    Put(logOffset, groupId, partition, offset);
                }
            }
        }
    }

    private static SortedDictionary<TopicPartition, CommittedOffset> GetOrAdd(
        SortedDictionary<string, SortedDictionary<TopicPartition, CommittedOffset>> groups, string groupId)
    {
        if (!groups.TryGetValue(groupId, out var offsets))
        {
            groups.Add(groupId, offsets = []);
        }

        return offsets;
    }

    private static void Remove(
        SortedDictionary<string, SortedDictionary<TopicPartition, CommittedOffset>> groups, string groupId, TopicPartition partition)
    {
        if (groups.TryGetValue(groupId, out var offsets) && offsets.Remove(partition) && offsets.Count == 0)
        {
            groups.Remove(groupId);
        }
    }
}
