using MiniKafka.Model;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Coordination.Groups;

/// <summary>Where a group stands in a partition.</summary>
/// <param name="RecordOffset">Where the record stands that says so: the later of two wins.</param>
/// <param name="Offset">The next offset the group wants.</param>
/// <param name="LeaderEpoch">The leader epoch of what it consumed last; -1 when unknown.</param>
/// <param name="Metadata">Whatever the client wanted to remember.</param>
/// <param name="CommitTimestamp">When it was committed, in milliseconds since 1970.</param>
/// <param name="ExpireTimestamp">When it expires, if the client asked for a time of its own; else -1.</param>
/// <param name="TopicId">The topic's id at that time; zero when not recorded.</param>
internal sealed record CommittedOffset(
    long RecordOffset, long Offset, int LeaderEpoch, string Metadata, long CommitTimestamp, long ExpireTimestamp, Uuid TopicId)
{
    public static CommittedOffset From(long recordOffset, OffsetCommitValue value) => new(
        recordOffset, value.Offset, value.LeaderEpoch, value.Metadata, value.CommitTimestamp, value.ExpireTimestamp, value.TopicId);
}
