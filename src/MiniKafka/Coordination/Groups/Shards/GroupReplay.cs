using MiniKafka.Coordination.Groups.Classic;
using MiniKafka.Coordination.Groups.Offsets;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Coordination.Groups.Shards;

/// <summary>
/// The table that tells the records of the offsets topic apart by their keys: a replayer for offsets and one for each kind of groups.
/// Keys without a row, and keys that only newer software knows, are left as they are in the log.
/// </summary>
internal sealed class GroupReplay
{
    private readonly Dictionary<Type, Action<ReplayedRecord, IPersistedRecord>> _replayers = [];

    public GroupReplay(GroupTable groups, OffsetTable offsets, ClassicProtocol protocol)
    {
        var classic = new ClassicReplay(groups, protocol);
        var committed = new OffsetReplay(groups, offsets, protocol);
        var (consumer, share, streams) = (Unserved(groups, GroupKind.Consumer), Unserved(groups, GroupKind.Share), Unserved(groups, GroupKind.Streams));
        On<LegacyOffsetCommitKey>(committed.Replay);
        On<OffsetCommitKey>(committed.Replay);
        On<GroupMetadataKey>(classic.Replay);
        On<ConsumerGroupMetadataKey>((record, key) => consumer.Replay(record, key.GroupId));
        On<ShareGroupMetadataKey>((record, key) => share.Replay(record, key.GroupId));
        On<StreamsGroupMetadataKey>((record, key) => streams.Replay(record, key.GroupId));
    }

    /// <summary>Takes in one record.</summary>
    /// <param name="offset">Where it stands in the log.</param>
    /// <param name="producerId">Whose open transaction it belongs to; -1 when it counts at once.</param>
    /// <param name="record">The record.</param>
    public void Replay(long offset, long producerId, CoordinatorRecord record)
    {
        if (GroupRecords.Read(record) is var (key, value) && _replayers.TryGetValue(key.GetType(), out var replay))
        {
            replay(new ReplayedRecord(offset, producerId, value), key);
        }
    }

    private static UnservedReplay Unserved(GroupTable groups, GroupKind kind) => new(groups, kind);

    private void On<TKey>(Action<ReplayedRecord, TKey> replay)
        where TKey : IPersistedRecord =>
        _replayers.Add(typeof(TKey), (record, key) => replay(record, (TKey)key));
}
