using MiniKafka.Protocol;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Coordination.Groups;

/// <summary>The records of the offsets topic in Kafka's own formats: two bytes of type or version, then the message.</summary>
internal static class GroupRecords
{
    private const short GroupMetadataVersion = 3;
    private const short OffsetCommitVersion = 4;

    /// <summary>The last version with an expiry of its own, which only old clients ask for.</summary>
    private const short ExpiringOffsetCommitVersion = 1;

    public static CoordinatorRecord Group(string groupId, GroupMetadataValue value) => Write(new GroupMetadataKey { Group = groupId }, value, GroupMetadataVersion);

    /// <summary>A group that exists and has never had a member.</summary>
    public static CoordinatorRecord NewGroup(string groupId, long timestamp) =>
        Group(groupId, new GroupMetadataValue { Protocol = null, Leader = null, CurrentStateTimestamp = timestamp });

    public static CoordinatorRecord GroupTombstone(string groupId) => Write(new GroupMetadataKey { Group = groupId }, null, 0);

    public static CoordinatorRecord Offset(OffsetCommitKey key, OffsetCommitValue value) =>
        Write(key, value, value.ExpireTimestamp >= 0 ? ExpiringOffsetCommitVersion : OffsetCommitVersion);

    public static CoordinatorRecord OffsetTombstone(string groupId, string topic, int partition) =>
        Write(new OffsetCommitKey { Group = groupId, Topic = topic, Partition = partition }, null, 0);

    /// <summary>The key and, unless it is a tombstone, the value; null for a type of record that only newer software knows.</summary>
    public static (IPersistedRecord Key, IPersistedRecord? Value)? Read(CoordinatorRecord record)
    {
        if (CoordinatorRecordSerde.DecodeKey(RecordFamily.GroupCoordinatorKey, record.Key) is not { } key)
        {
            return null;
        }

        return (key, record.Value is null
            ? null
            : CoordinatorRecordSerde.DecodeValue(RecordFamily.GroupCoordinatorValue, key.RecordType, record.Value));
    }

    private static CoordinatorRecord Write(IPersistedRecord key, IPersistedRecord? value, short version) => new(
        CoordinatorRecordSerde.EncodeKey(key),
        value is null ? null : CoordinatorRecordSerde.EncodeValue(value, version));
}
