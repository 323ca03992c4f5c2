namespace MiniKafka.Coordination.Groups.Shards;

/// <summary>Follows which ids belong to groups of a kind that is not served.</summary>
internal sealed class UnservedReplay(GroupTable groups, GroupKind kind)
{
    public void Replay(ReplayedRecord record, string groupId)
    {
        if (record.Value is null)
        {
            groups.Remove(record.Offset, groupId, kind);
        }
        else if (groups.Find(groupId)?.Kind != kind)
        {
            groups.Put(record.Offset, new UnservedGroup(groupId, kind));
        }
    }
}
