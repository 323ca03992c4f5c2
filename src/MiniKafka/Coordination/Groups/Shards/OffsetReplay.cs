using MiniKafka.Coordination.Groups.Classic;
using MiniKafka.Coordination.Groups.Offsets;
using MiniKafka.Model;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Coordination.Groups.Shards;

/// <summary>Takes offsets out of records. Offsets of a group that is not there make it a classic one without members.</summary>
internal sealed class OffsetReplay(GroupTable groups, OffsetTable offsets, ClassicProtocol protocol)
{
    public void Replay(ReplayedRecord record, OffsetCommitKey key) =>
        Replay(record, key.Group, new TopicPartition(key.Topic, key.Partition), record.Value as OffsetCommitValue);

    public void Replay(ReplayedRecord record, LegacyOffsetCommitKey key) => Replay(
        record,
        key.Group,
        new TopicPartition(key.Topic, key.Partition),
        record.Value is LegacyOffsetCommitValue legacy
            ? new OffsetCommitValue { Offset = legacy.Offset, Metadata = legacy.Metadata, CommitTimestamp = legacy.CommitTimestamp }
            : null);

    private void Replay(ReplayedRecord record, string groupId, TopicPartition partition, OffsetCommitValue? value)
    {
        if (value is null)
        {
            offsets.Remove(record.Offset, groupId, partition);
            return;
        }

        if (groups.Find(groupId) is null)
        {
            groups.Put(record.Offset, new ClassicGroup(groupId, protocol) { StateTimestamp = value.CommitTimestamp });
        }

        var committed = CommittedOffset.From(record.Offset, value);
        if (record.ProducerId >= 0)
        {
            offsets.Pend(record.ProducerId, groupId, partition, committed);
        }
        else
        {
            offsets.Put(record.Offset, groupId, partition, committed);
        }
    }
}
