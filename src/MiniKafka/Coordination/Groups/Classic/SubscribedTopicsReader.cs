using MiniKafka.Protocol;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Coordination.Groups.Classic;

/// <summary>Reads out of the members' metadata which topics a consumer group uses, so that their offsets are kept.</summary>
internal static class SubscribedTopicsReader
{
    /// <summary>The topics; null when the members are no consumers or their metadata is not the consumers' own.</summary>
    public static IReadOnlySet<string>? Read(ClassicGroup group)
    {
        if (!group.IsConsumerGroup || (group.ProtocolName is null && group.Members.Count > 0))
        {
            return null;
        }

        var topics = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var member in group.Members)
        {
            if (!TryRead(member.MetadataFor(group.ProtocolName!), topics))
            {
                return null;
            }
        }

        return topics;
    }

    /// <summary>All versions begin with the topics, and clients exist that name a version and leave out what it added.</summary>
    private static bool TryRead(byte[] metadata, SortedSet<string> topics)
    {
        try
        {
            topics.UnionWith(VersionedData.DecodeAs<ConsumerProtocolSubscription>(metadata, version: 0).Topics);
            return true;
        }
        catch (ProtocolException)
        {
            return false;
        }
    }
}
