namespace MiniKafka.Coordination.Groups;

/// <summary>The groups of one shard, of every kind; an id is of one kind at a time. Changed by replay only.</summary>
internal sealed class GroupTable
{
    private readonly SortedDictionary<string, Group> _groups = new(StringComparer.Ordinal);
    private readonly UncommittedChanges<string, Group> _changes = new();

    public IReadOnlyCollection<Group> All => _groups.Values;

    /// <summary>The groups, as far as it is committed that they are there or gone.</summary>
    public IEnumerable<Group> Acknowledged => _changes.Keys.Count == 0
        ? _groups.Values
        : _groups.Keys.Union(_changes.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(FindAcknowledged).OfType<Group>();

    public Group? Find(string groupId) => _groups.GetValueOrDefault(groupId);

    /// <summary>The group, if it is of this kind.</summary>
    public TGroup? Find<TGroup>(string groupId)
        where TGroup : Group =>
        Find(groupId) as TGroup;

    /// <summary>The group, if it is committed that it is there.</summary>
    public Group? FindAcknowledged(string groupId) => _changes.Committed(groupId, Find(groupId));

    /// <summary>The record at an offset makes a group, in the place of one of another kind if there is one.</summary>
    public void Put(long offset, Group group)
    {
        _changes.Note(offset, group.GroupId, Find(group.GroupId));
        _groups[group.GroupId] = group;
    }

    /// <summary>The record at an offset says that there is no group of this kind any more.</summary>
    public void Remove(long offset, string groupId, GroupKind kind)
    {
        if (Find(groupId) is { } group && group.Kind == kind)
        {
            _changes.Note(offset, groupId, group);
            _groups.Remove(groupId);
        }
    }

    /// <summary>The log was read up to here.</summary>
    public void Begin(long nextOffset) => _changes.Begin(nextOffset);

    /// <summary>Everything below an offset is committed.</summary>
    public void Commit(long offset) => _changes.Commit(offset);
}
