namespace MiniKafka.Coordination.Groups.Offsets;

/// <summary>
/// Deletes old offsets, and groups that have neither members nor offsets left (KIP-211). Whether an offset grows old, and since when, its
/// group knows; while a transaction has committed one there, it does not. If the client gave an expiry of its own, that counts wherever
/// offsets can grow old. Offsets of topics that are gone are deleted whatever their age, if they could not be when that was told.
/// </summary>
internal sealed class OffsetExpiry(GroupTable groups, OffsetTable offsets, ITopicCatalog topics, GroupSettings settings)
{
    public Result Expire(long now)
    {
        var records = new List<CoordinatorRecord>();
        foreach (var group in groups.All)
        {
            var isDone = Expire(group, now, records);
            if (isDone && !offsets.HasPending(group.GroupId))
            {
                records.AddRange(group.Expire());
            }
        }

        return new Result { Records = records, IsAtomic = false };
    }

    /// <summary>True when no offset of the group is left.</summary>
    private bool Expire(Group group, long now, List<CoordinatorRecord> records)
    {
        var areAllGone = true;
        foreach (var (partition, committed) in offsets.Of(group.GroupId))
        {
            if (topics.HasLost(partition.Topic, committed.TopicId) || (IsOld(group, partition.Topic, committed, now) && !offsets.IsPending(group.GroupId, partition)))
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

    private bool IsOld(Group group, string topic, CommittedOffset committed, long now) =>
        group.AgesSince(committed) is { } since
        && !group.IsSubscribed(topic)
        && (committed.ExpireTimestamp >= 0 ? now >= committed.ExpireTimestamp : now - since >= settings.OffsetsRetentionMs);
}
