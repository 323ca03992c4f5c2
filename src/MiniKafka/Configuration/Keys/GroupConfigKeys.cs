using MiniKafka.Configuration.Definitions;
using static MiniKafka.Configuration.Keys.Declare;

namespace MiniKafka.Configuration.Keys;

/// <summary>Keys of a single group. Where a broker key is named, it gives the value of a group that has none of its own.</summary>
internal static class GroupConfigKeys
{
    public static ConfigKey[] All { get; } =
    [
        Int("consumer.session.timeout.ms", 45_000).AtLeast(1).From("group.consumer.session.timeout.ms").WithoutEffect(Reasons.NoConsumerProtocol)
            .Means("A member of the consumer group that stays silent for this long is removed."),
        Int("consumer.heartbeat.interval.ms", 5000).AtLeast(1).From("group.consumer.heartbeat.interval.ms").WithoutEffect(Reasons.NoConsumerProtocol)
            .Means("Interval at which the consumer group's members are told to report."),
        Int("consumer.assignment.interval.ms", 1000).AtLeast(0).From("group.consumer.assignment.interval.ms").WithoutEffect(Reasons.NoConsumerProtocol)
            .Means("Shortest time between two computed assignments of the consumer group."),
        Int("share.session.timeout.ms", 45_000).AtLeast(1).From("group.share.session.timeout.ms").WithoutEffect(Reasons.NoShareGroups)
            .Means("A member of the share group that stays silent for this long is removed."),
        Int("share.heartbeat.interval.ms", 5000).AtLeast(1).From("group.share.heartbeat.interval.ms").WithoutEffect(Reasons.NoShareGroups)
            .Means("Interval at which the share group's members are told to report."),
        Int("share.assignment.interval.ms", 1000).AtLeast(0).From("group.share.assignment.interval.ms").WithoutEffect(Reasons.NoShareGroups)
            .Means("Shortest time between two computed assignments of the share group."),
        String("share.auto.offset.reset", "latest").OffsetReset().WithoutEffect(Reasons.NoShareGroups)
            .Means("Where the share group begins in a partition it has no state for: earliest, latest, or by_duration: and an ISO 8601 duration."),
        Int("share.delivery.count.limit", 5).AtLeast(2).From("group.share.delivery.count.limit").WithoutEffect(Reasons.NoShareGroups)
            .Means("How often a record is handed out before it is given up."),
        String("share.isolation.level", "read_uncommitted").OneOf("read_committed", "read_uncommitted").WithoutEffect(Reasons.NoShareGroups)
            .Means("Whether the share group sees records of open and aborted transactions."),
        Int("share.partition.max.record.locks", 2000).AtLeast(100).From("group.share.partition.max.record.locks").WithoutEffect(Reasons.NoShareGroups)
            .Means("Records of one partition that may be locked at the same time."),
        Int("share.record.lock.duration.ms", 30_000).AtLeast(1000).From("group.share.record.lock.duration.ms").WithoutEffect(Reasons.NoShareGroups)
            .Means("How long a record that was handed out stays locked before others may get it."),
        Boolean("share.renew.acknowledge.enable", true).WithoutEffect(Reasons.NoShareGroups)
            .Means("Whether consumers may renew the lock of a record they are still working on."),
        Int("streams.session.timeout.ms", 45_000).AtLeast(1).From("group.streams.session.timeout.ms").WithoutEffect(Reasons.NoStreamsGroups)
            .Means("A member of the streams group that stays silent for this long is removed."),
        Int("streams.heartbeat.interval.ms", 5000).AtLeast(1).From("group.streams.heartbeat.interval.ms").WithoutEffect(Reasons.NoStreamsGroups)
            .Means("Interval at which the streams group's members are told to report."),
        Int("streams.assignment.interval.ms", 1000).AtLeast(0).From("group.streams.assignment.interval.ms").WithoutEffect(Reasons.NoStreamsGroups)
            .Means("Shortest time between two computed assignments of the streams group."),
        Int("streams.initial.rebalance.delay.ms", 3000).AtLeast(0).From("group.streams.initial.rebalance.delay.ms").WithoutEffect(Reasons.NoStreamsGroups)
            .Means("How long the first assignment of an empty streams group waits for more members."),
        Int("streams.num.standby.replicas", 0).AtLeast(0).From("group.streams.num.standby.replicas").WithoutEffect(Reasons.NoStreamsGroups)
            .Means("Standby copies of each stateful task."),
    ];
}
