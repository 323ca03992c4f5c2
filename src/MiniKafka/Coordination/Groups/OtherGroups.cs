using MiniKafka.Protocol;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Coordination.Groups;

/// <summary>Follows which ids belong to groups of the newer kinds.</summary>
internal static class OtherGroups
{
    public static void Replay(GroupTable groups, IPersistedRecord key, bool exists)
    {
        var (groupId, kind) = key switch
        {
            ConsumerGroupMetadataKey consumer => (consumer.GroupId, GroupKind.Consumer),
            ShareGroupMetadataKey share => (share.GroupId, GroupKind.Share),
            StreamsGroupMetadataKey streams => (streams.GroupId, GroupKind.Streams),
            _ => (null, default),
        };
        if (groupId is null)
        {
            return;
        }

        if (exists)
        {
            groups.PutOther(groupId, kind);
        }
        else
        {
            groups.RemoveOther(groupId);
        }
    }
}
