using MiniKafka.Configuration.Definitions;
using static MiniKafka.Configuration.Keys.Declare;

namespace MiniKafka.Configuration.Keys;

/// <summary>Keys of consumers, beside those of all clients.</summary>
internal static class ConsumerKeys
{
    public static ConfigKey[] All { get; } =
    [
        List("interceptor.classes", "").WithoutEffect(Reasons.NoJavaClasses)
            .Means("Java classes that see records before the application does."),
        Long("connections.max.idle.ms", 540_000)
            .Means("A connection that was not used for this long is closed."),
        Int("receive.buffer.bytes", 65_536).AtLeast(-1).WithoutEffect("The system sizes the buffers.")
            .Means("Receive buffer of sockets; -1 leaves the system's."),
        Boolean("enable.metrics.push", true).WithoutEffect("Clients push no metrics.")
            .Means("Whether metrics are pushed to a broker that asks for them."),
        Int("default.api.timeout.ms", 60_000).AtLeast(0)
            .Means("Time limit of calls that name none."),
        String("group.id", null)
            .Means("The group that shares the topics and keeps the offsets."),
        String("group.instance.id", null)
            .Means("Name of a static member, which keeps its partitions while it restarts."),
        String("group.protocol", "classic").OneOfIgnoringCase("classic", "consumer")
            .Means("Whether members assign partitions themselves, or the broker does."),
        String("group.remote.assignor", null).WithoutEffect(Reasons.NoConsumerProtocol)
            .Means("The broker's assignor that the group should use; its first one without."),
        List("partition.assignment.strategy", "range,cooperative-sticky")
            .Means("Assignors the members may use, the best first: range, roundrobin, sticky, cooperative-sticky, or Apache Kafka's class names."),
        Int("session.timeout.ms", 45_000)
            .Means("A member that stays silent for this long is removed from its group."),
        Int("heartbeat.interval.ms", 3_000)
            .Means("Interval of the member's signs of life."),
        Int("max.poll.interval.ms", 300_000).AtLeast(1)
            .Means("A member that does not ask for records for this long leaves its group."),
        Int("max.poll.records", 500).AtLeast(1).WithoutEffect("Records are handed over one by one.")
            .Means("Most records handed over at once."),
        Boolean("enable.auto.commit", true)
            .Means("Whether offsets are committed in the background."),
        Int("auto.commit.interval.ms", 5_000).AtLeast(0)
            .Means("Interval of commits in the background."),
        Boolean("enable.auto.offset.store", true)
            .Means("Whether asking for the next record says that the one before is done with and may be committed. A key of librdkafka; Apache Kafka's clients have none for it."),
        Boolean("enable.partition.eof", false)
            .Means("Whether the ends of partitions come between the records. A key of librdkafka; Apache Kafka's clients have none for it."),
        String("auto.offset.reset", "latest").ConsumerOffsetReset()
            .Means("Where to begin without a committed offset: earliest, latest, none to fail, or by_duration: and an ISO 8601 duration."),
        String("isolation.level", "read_uncommitted").OneOf("read_committed", "read_uncommitted")
            .Means("Whether records of open and aborted transactions are seen."),
        Boolean("allow.auto.create.topics", true)
            .Means("Whether subscribing may create a topic, where brokers allow it."),
        Boolean("exclude.internal.topics", true)
            .Means("Whether a subscription by pattern leaves out internal topics."),
        Boolean("check.crcs", true)
            .Means("Whether the checksums of batches are checked."),
        Int("fetch.min.bytes", 1).AtLeast(0)
            .Means("Bytes a broker waits for before it answers a fetch."),
        Int("fetch.max.bytes", 52_428_800).AtLeast(0)
            .Means("Most bytes in one answer, the first batch excepted."),
        Int("fetch.max.wait.ms", 500).AtLeast(0)
            .Means("Longest time a broker waits for fetch.min.bytes."),
        Int("max.partition.fetch.bytes", 1_048_576).AtLeast(0)
            .Means("Most bytes per partition in one answer, the first batch excepted."),
        String("client.rack", "")
            .Means("Rack of the client; a replica in it is read from when the brokers allow it."),
        String("share.acknowledgement.mode", "implicit").OneOf("implicit", "explicit").WithoutEffect(Reasons.NoShareGroups)
            .Means("How a share consumer says what became of a record."),
        String("share.acquire.mode", "batch_optimized").OneOf("batch_optimized", "record_limit").WithoutEffect(Reasons.NoShareGroups)
            .Means("Whether a share consumer gets whole batches or a number of records."),
        Class("key.deserializer", null).WithoutEffect("Java classes cannot be loaded; an object of .NET is given instead.")
            .Means("A Java class that reads keys. Deserializers are given as objects here."),
        Class("value.deserializer", null).WithoutEffect("Java classes cannot be loaded; an object of .NET is given instead.")
            .Means("A Java class that reads values. Deserializers are given as objects here."),
    ];
}
