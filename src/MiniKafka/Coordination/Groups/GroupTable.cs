using MiniKafka.Coordination.Groups.Classic;

namespace MiniKafka.Coordination.Groups;

/// <summary>
/// The groups of one shard. Of groups of the newer kinds only the id and kind are known here: that suffices to leave
/// them alone. An id is of one kind at a time.
/// </summary>
internal sealed class GroupTable
{
    private readonly SortedDictionary<string, ClassicGroup> _classic = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, GroupKind> _others = new(StringComparer.Ordinal);
    private readonly UncommittedChanges<string, ClassicGroup> _changes = new();

    public IReadOnlyCollection<ClassicGroup> Classic => _classic.Values;

    /// <summary>Classic groups, as far as it is committed that they are there or gone.</summary>
    public IEnumerable<ClassicGroup> Acknowledged => _changes.Keys.Count == 0
        ? _classic.Values
        : _classic.Keys.Union(_changes.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(FindAcknowledged).OfType<ClassicGroup>();

    /// <summary>Where the next record will stand: what is made in memory stands on that.</summary>
    public long NextOffset { get; set; }

    /// <summary>Groups of the newer kinds.</summary>
    public IReadOnlyCollection<KeyValuePair<string, GroupKind>> Others => _others;

    public ClassicGroup? FindClassic(string groupId) => _classic.GetValueOrDefault(groupId);

    /// <summary>The classic group, if it is committed that it is there.</summary>
    public ClassicGroup? FindAcknowledged(string groupId) => _changes.Committed(groupId, FindClassic(groupId));

    public GroupKind? FindKind(string groupId) =>
        _classic.ContainsKey(groupId) ? GroupKind.Classic : _others.TryGetValue(groupId, out var kind) ? kind : null;

    /// <summary>The classic group, made when there is none.</summary>
    public ClassicGroup GetOrCreateClassic(string groupId, long timestamp)
    {
        if (!_classic.TryGetValue(groupId, out var group))
        {
            group = new ClassicGroup(groupId) { StateTimestamp = timestamp };
            _changes.Note(NextOffset, groupId, null);
            _classic.Add(groupId, group);
        }

        return group;
    }

    public void Put(ClassicGroup group)
    {
        _others.Remove(group.GroupId);
        _classic[group.GroupId] = group;
    }

    public void RemoveClassic(string groupId)
    {
        if (_classic.Remove(groupId, out var group))
        {
            _changes.Note(NextOffset, groupId, group);
        }
    }

    /// <summary>The log was read up to here.</summary>
    public void Begin(long nextOffset)
    {
        NextOffset = nextOffset;
        _changes.Begin(nextOffset);
    }

    /// <summary>Everything below an offset is committed.</summary>
    public void Commit(long offset) => _changes.Commit(offset);

    public void PutOther(string groupId, GroupKind kind)
    {
        _classic.Remove(groupId);
        _others[groupId] = kind;
    }

    public void RemoveOther(string groupId) => _others.Remove(groupId);
}
