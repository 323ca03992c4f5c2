using MiniKafka.Configuration.Definitions;
using static MiniKafka.Configuration.Keys.Declare;

namespace MiniKafka.Configuration.Keys;

/// <summary>Keys about share groups and the coordinator that keeps their state.</summary>
internal static class ShareGroupKeys
{
    public static ConfigKey[] All { get; } =
    [
        Int("group.share.session.timeout.ms", 45_000).AtLeast(1).WithoutEffect(Reasons.NoShareGroups)
            .Means("A share-group member that stays silent for this long is removed."),
        Int("group.share.min.session.timeout.ms", 45_000).AtLeast(1).WithoutEffect(Reasons.NoShareGroups)
            .Means("Lower bound of a group's share.session.timeout.ms."),
        Int("group.share.max.session.timeout.ms", 60_000).AtLeast(1).WithoutEffect(Reasons.NoShareGroups)
            .Means("Upper bound of a group's share.session.timeout.ms."),
        Int("group.share.heartbeat.interval.ms", 5000).AtLeast(1).WithoutEffect(Reasons.NoShareGroups)
            .Means("Interval at which members of share groups are told to report."),
        Int("group.share.min.heartbeat.interval.ms", 5000).AtLeast(1).WithoutEffect(Reasons.NoShareGroups)
            .Means("Lower bound of a group's share.heartbeat.interval.ms."),
        Int("group.share.max.heartbeat.interval.ms", 15_000).AtLeast(1).WithoutEffect(Reasons.NoShareGroups)
            .Means("Upper bound of a group's share.heartbeat.interval.ms."),
        Int("group.share.assignment.interval.ms", 1000).AtLeast(0).ClusterWide().WithoutEffect(Reasons.NoShareGroups)
            .Means("Shortest time between two computed assignments of a share group."),
        Int("group.share.min.assignment.interval.ms", 0).AtLeast(0).WithoutEffect(Reasons.NoShareGroups)
            .Means("Lower bound of a group's share.assignment.interval.ms."),
        Int("group.share.max.assignment.interval.ms", 15_000).AtLeast(0).WithoutEffect(Reasons.NoShareGroups)
            .Means("Upper bound of a group's share.assignment.interval.ms."),
        List("group.share.assignors", "simple").WithoutEffect(Reasons.NoShareGroups)
            .Means("Assignors of share groups."),
        Int("group.share.max.size", 200).Between(1, 1000).WithoutEffect(Reasons.NoShareGroups)
            .Means("Most members of a share group."),
        Int("group.share.max.share.sessions", 2000).AtLeast(1).WithoutEffect(Reasons.NoShareGroups)
            .Means("Share-fetch sessions that are remembered at the same time."),
        Int("group.share.delivery.count.limit", 5).Between(2, 10).WithoutEffect(Reasons.NoShareGroups)
            .Means("How often a record is handed out before it is given up."),
        Int("group.share.min.delivery.count.limit", 2).Between(2, 5).WithoutEffect(Reasons.NoShareGroups)
            .Means("Lower bound of a group's share.delivery.count.limit."),
        Int("group.share.max.delivery.count.limit", 10).Between(5, 25).WithoutEffect(Reasons.NoShareGroups)
            .Means("Upper bound of a group's share.delivery.count.limit."),
        Int("group.share.record.lock.duration.ms", 30_000).Between(1000, 3_600_000).WithoutEffect(Reasons.NoShareGroups)
            .Means("How long a record that was handed out stays locked before others may get it."),
        Int("group.share.min.record.lock.duration.ms", 15_000).Between(1000, 30_000).WithoutEffect(Reasons.NoShareGroups)
            .Means("Lower bound of a group's share.record.lock.duration.ms."),
        Int("group.share.max.record.lock.duration.ms", 60_000).Between(30_000, 3_600_000).WithoutEffect(Reasons.NoShareGroups)
            .Means("Upper bound of a group's share.record.lock.duration.ms."),
        Int("group.share.partition.max.record.locks", 2000).Between(100, 10_000).WithoutEffect(Reasons.NoShareGroups)
            .Means("Records of one partition that may be locked at the same time."),
        Int("group.share.min.partition.max.record.locks", 100).Between(100, 2000).WithoutEffect(Reasons.NoShareGroups)
            .Means("Lower bound of a group's share.partition.max.record.locks."),
        Int("group.share.max.partition.max.record.locks", 4000).Between(2000, 10_000).WithoutEffect(Reasons.NoShareGroups)
            .Means("Upper bound of a group's share.partition.max.record.locks."),
        Int("share.coordinator.append.linger.ms", -1).AtLeast(-1).WithoutEffect(Reasons.NoShareGroups)
            .Means("How long the share coordinator gathers records before it appends them."),
        Int("share.coordinator.cached.buffer.max.bytes", 1_048_588).AtLeast(524_288).ClusterWide().WithoutEffect(Reasons.NoShareGroups)
            .Means("Largest buffer the share coordinator keeps for the next append."),
        Int("share.coordinator.load.buffer.size", 5_242_880).AtLeast(1).WithoutEffect(Reasons.NoShareGroups)
            .Means("Bytes read at once while the share coordinator loads its partition."),
        Int("share.coordinator.snapshot.update.records.per.snapshot", 500).Between(0, 500).WithoutEffect(Reasons.NoShareGroups)
            .Means("Updates of a share partition's state after which a whole snapshot is written."),
        Int("share.coordinator.state.topic.compression.codec", 0).WithoutEffect(Reasons.NoShareGroups)
            .Means("Number of the codec in which share-group state is stored; 0 is none."),
        Short("share.coordinator.state.topic.min.isr", 2).AtLeast(1).WithoutEffect(Reasons.NoShareGroups)
            .Means("In-sync replicas needed to write share-group state."),
        Int("share.coordinator.state.topic.num.partitions", 50).AtLeast(1).WithoutEffect(Reasons.NoShareGroups)
            .Means("Partitions of the topic that holds share-group state; not to be changed later."),
        Short("share.coordinator.state.topic.replication.factor", 3).AtLeast(1).WithoutEffect(Reasons.NoShareGroups)
            .Means("Replicas of the topic that holds share-group state."),
        Int("share.coordinator.state.topic.segment.bytes", 104_857_600).AtLeast(1).WithoutEffect(Reasons.NoShareGroups)
            .Means("Segment size of the topic that holds share-group state."),
        Int("share.coordinator.threads", 1).AtLeast(1).WithoutEffect(Reasons.NoShareGroups)
            .Means("Threads of Apache Kafka's share coordinator. Coordinators run on the broker's loop here."),
        Int("share.coordinator.write.timeout.ms", 5000).AtLeast(1).WithoutEffect(Reasons.NoShareGroups)
            .Means("How long a write of share-group state waits for its replicas."),
        Int("share.fetch.purgatory.purge.interval.requests", 1000).WithoutEffect("What is done leaves the waiting room at once.")
            .Means("How often finished share fetches are swept from the waiting room. They leave at once here."),
    ];
}
