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

    public IReadOnlyCollection<ClassicGroup> Classic => _classic.Values;

    /// <summary>Groups of the newer kinds.</summary>
    public IReadOnlyCollection<KeyValuePair<string, GroupKind>> Others => _others;

    public ClassicGroup? FindClassic(string groupId) => _classic.GetValueOrDefault(groupId);

    public GroupKind? FindKind(string groupId) =>
        _classic.ContainsKey(groupId) ? GroupKind.Classic : _others.TryGetValue(groupId, out var kind) ? kind : null;

    /// <summary>The classic group, made when there is none.</summary>
    public ClassicGroup GetOrCreateClassic(string groupId, long timestamp)
    {
        if (!_classic.TryGetValue(groupId, out var group))
        {
            group = new ClassicGroup(groupId) { StateTimestamp = timestamp };
            _classic.Add(groupId, group);
        }

        return group;
    }

    public void Put(ClassicGroup group)
    {
        _others.Remove(group.GroupId);
        _classic[group.GroupId] = group;
    }

    public void RemoveClassic(string groupId) => _classic.Remove(groupId);

    public void PutOther(string groupId, GroupKind kind)
    {
        _classic.Remove(groupId);
        _others[groupId] = kind;
    }

    public void RemoveOther(string groupId) => _others.Remove(groupId);
}
