using MiniKafka.Coordination.Groups.Classic;

namespace MiniKafka.Coordination.Groups.Offsets;

/// <summary>
/// Deletes old offsets, and groups that have neither members nor offsets left (KIP-211). Offsets grow old
/// - from the commit on, in a group that never had members, and in a stable consumer group that no longer subscribes to
///   the topic;
/// - from when the last member left, in an empty group;
/// - not at all otherwise, nor while a transaction has committed an offset there;
/// - and if the client gave an expiry of its own, that counts wherever offsets can grow old.
/// </summary>
internal sealed class OffsetExpiry(GroupTable groups, OffsetTable offsets, GroupSettings settings)
{
    public Result Expire(long now)
    {
        var records = new List<CoordinatorRecord>();
        foreach (var group in groups.Classic)
        {
            var isDone = Expire(group, now, records);
            if (isDone && group.IsEmpty && group.PendingJoinCount == 0 && !offsets.HasPending(group.GroupId))
            {
                records.Add(GroupRecords.GroupTombstone(group.GroupId));
            }
        }

        return new Result { Records = records, IsAtomic = false };
    }

    /// <summary>True when no offset of the group is left.</summary>
    private bool Expire(ClassicGroup group, long now, List<CoordinatorRecord> records)
    {
        var areAllGone = true;
        foreach (var (partition, committed) in offsets.Of(group.GroupId))
        {
            if (AgesSince(group, committed) is { } since
                && !DeleteOperation.IsSubscribed(group, partition.Topic)
                && (committed.ExpireTimestamp >= 0 ? now >= committed.ExpireTimestamp : now - since >= settings.OffsetsRetentionMs)
                && !offsets.IsPending(group.GroupId, partition))
            {
                records.Add(GroupRecords.OffsetTombstone(group.GroupId, partition.Topic, partition.Partition));
            }
            else
            {
                areAllGone = false;
            }
        }

        return areAllGone;
    }

    private static long? AgesSince(ClassicGroup group, CommittedOffset committed) => group switch
    {
        { ProtocolType: null } => committed.CommitTimestamp,
        { IsEmpty: true } => group.StateTimestamp >= 0 ? group.StateTimestamp : committed.CommitTimestamp,
        { IsConsumerGroup: true, SubscribedTopics: not null, State: ClassicGroupState.Stable } => committed.CommitTimestamp,
        _ => null,
    };
}
