using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Coordination.Groups.Classic;

/// <summary>Makes classic groups of the records that remember them.</summary>
internal sealed class ClassicReplay(GroupTable groups, ClassicProtocol protocol)
{
    public void Replay(ReplayedRecord record, GroupMetadataKey key)
    {
        if (record.Value is not GroupMetadataValue value)
        {
            groups.Remove(record.Offset, key.Group, GroupKind.Classic);
            return;
        }

        var group = groups.Find<ClassicGroup>(key.Group);
        if (group is null)
        {
            groups.Put(record.Offset, group = new ClassicGroup(key.Group, protocol));
        }

        group.Replay(value);
    }
}
