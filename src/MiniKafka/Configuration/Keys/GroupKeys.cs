using MiniKafka.Configuration.Definitions;
using static MiniKafka.Configuration.Keys.Declare;

namespace MiniKafka.Configuration.Keys;

/// <summary>Keys about groups in the classic and the consumer protocol, and about committed offsets.</summary>
internal static class GroupKeys
{
    public static ConfigKey[] All { get; } =
    [
        Int("group.min.session.timeout.ms", 6000)
            .Means("Shortest session timeout a classic member may ask for."),
        Int("group.max.session.timeout.ms", 1_800_000)
            .Means("Longest session timeout a classic member may ask for."),
        Int("group.initial.rebalance.delay.ms", 0)
            .Means("How long the first rebalance of an empty group waits for more members. 0 here, so that tests do not wait."),
        Int("group.max.size", int.MaxValue).AtLeast(1)
            .Means("Most members of a classic group."),
        Int("group.consumer.session.timeout.ms", 45_000).AtLeast(1).WithoutEffect(Reasons.NoConsumerProtocol)
            .Means("A consumer-protocol member that stays silent for this long is removed."),
        Int("group.consumer.min.session.timeout.ms", 45_000).AtLeast(1).WithoutEffect(Reasons.NoConsumerProtocol)
            .Means("Lower bound of a group's consumer.session.timeout.ms."),
        Int("group.consumer.max.session.timeout.ms", 60_000).AtLeast(1).WithoutEffect(Reasons.NoConsumerProtocol)
            .Means("Upper bound of a group's consumer.session.timeout.ms."),
        Int("group.consumer.heartbeat.interval.ms", 5000).AtLeast(1).WithoutEffect(Reasons.NoConsumerProtocol)
            .Means("Interval at which members of the consumer protocol are told to report."),
        Int("group.consumer.min.heartbeat.interval.ms", 5000).AtLeast(1).WithoutEffect(Reasons.NoConsumerProtocol)
            .Means("Lower bound of a group's consumer.heartbeat.interval.ms."),
        Int("group.consumer.max.heartbeat.interval.ms", 15_000).AtLeast(1).WithoutEffect(Reasons.NoConsumerProtocol)
            .Means("Upper bound of a group's consumer.heartbeat.interval.ms."),
        Int("group.consumer.assignment.interval.ms", 1000).AtLeast(0).ClusterWide().WithoutEffect(Reasons.NoConsumerProtocol)
            .Means("Shortest time between two computed assignments of a consumer group."),
        Int("group.consumer.min.assignment.interval.ms", 0).AtLeast(0).WithoutEffect(Reasons.NoConsumerProtocol)
            .Means("Lower bound of a group's consumer.assignment.interval.ms."),
        Int("group.consumer.max.assignment.interval.ms", 15_000).AtLeast(0).WithoutEffect(Reasons.NoConsumerProtocol)
            .Means("Upper bound of a group's consumer.assignment.interval.ms."),
        Int("group.consumer.max.size", int.MaxValue).AtLeast(1).WithoutEffect(Reasons.NoConsumerProtocol)
            .Means("Most members of a consumer-protocol group."),
        List("group.consumer.assignors", "uniform,range").WithoutEffect(Reasons.NoConsumerProtocol)
            .Means("Assignors on the broker's side; the first one is used by members that name none."),
        String("group.consumer.migration.policy", "bidirectional").OneOfIgnoringCase("disabled", "downgrade", "upgrade", "bidirectional").WithoutEffect(Reasons.NoConsumerProtocol)
            .Means("Whether a group may change between the classic and the consumer protocol, and in which direction."),
        Int("group.coordinator.threads", 4).AtLeast(1).WithoutEffect("Groups are coordinated on the broker's loop.")
            .Means("Threads of Apache Kafka's group coordinator. Coordinators run on the broker's loop here."),
        Int("group.coordinator.background.threads", 2).AtLeast(1).WithoutEffect("Groups are coordinated on the broker's loop.")
            .Means("Threads that compute assignments in the background in Apache Kafka."),
        Int("group.coordinator.append.linger.ms", -1).AtLeast(-1).WithoutEffect("What a turn of the loop brings is written together, without waiting for more.")
            .Means("How long the group coordinator gathers records before it appends them."),
        Int("group.coordinator.cached.buffer.max.bytes", 1_048_588).AtLeast(524_288).ClusterWide().WithoutEffect("Batches of group state take their buffers from the pool of the process.")
            .Means("Largest buffer the group coordinator keeps for the next append."),
        List("group.coordinator.rebalance.protocols", "classic,consumer,streams").ListOf("classic", "consumer", "share", "streams").WithoutEffect("Groups of the classic protocol alone are served.")
            .Means("Group protocols that are switched on. All that are built are on here."),
        Int("offset.metadata.max.bytes", 4096)
            .Means("Longest text that may be stored with a committed offset."),
        Int("offsets.commit.timeout.ms", 5000).AtLeast(1)
            .Means("How long a commit waits for its replicas."),
        Int("offsets.load.buffer.size", 5_242_880).AtLeast(1).WithoutEffect("State is read in portions of a fixed size.")
            .Means("Bytes read at once while a coordinator loads its partition."),
        Int("offsets.retention.minutes", 10_080).AtLeast(1)
            .Means("Minutes that offsets are kept after their group became empty."),
        Long("offsets.retention.check.interval.ms", 600_000).AtLeast(1)
            .Means("Milliseconds between two looks for offsets that have expired."),
        Int("offsets.topic.num.partitions", 50).AtLeast(1)
            .Means("Partitions of the topic that holds groups and offsets; not to be changed later."),
        Short("offsets.topic.replication.factor", 3).AtLeast(1)
            .Means("Replicas of the topic that holds groups and offsets."),
        Int("offsets.topic.segment.bytes", 104_857_600).AtLeast(1)
            .Means("Segment size of the topic that holds groups and offsets."),
        Int("offsets.topic.compression.codec", 0).WithoutEffect("Group state is written uncompressed.")
            .Means("Number of the codec in which offsets are stored; 0 is none."),
    ];
}
