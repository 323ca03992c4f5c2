using MiniKafka.Configuration.Definitions;
using static MiniKafka.Configuration.Keys.Declare;

namespace MiniKafka.Configuration.Keys;

/// <summary>Keys of a broker as a whole: who it is, its worker threads, what it lets clients do with topics.</summary>
internal static class BrokerKeys
{
    public static ConfigKey[] All { get; } =
    [
        Int("broker.id", -1)
            .Means("Older name of node.id; when both are given they must be equal."),
        Int("node.id", null).AtLeast(0)
            .Means("Number of this node, unique in the cluster, at least 0."),
        List("process.roles", "").ListOf("broker", "controller")
            .Means("Roles of this node. Every node of a cluster within a process is both, broker and controller; to ask for one of them alone is refused."),
        String("broker.rack", null)
            .Means("Rack of this broker. Replicas are spread over racks, and consumers in the same rack may fetch from it."),
        Int("initial.broker.registration.timeout.ms", 60_000).WithoutEffect("A start waits for its controllers until it is given up.")
            .Means("How long a starting broker keeps trying to register with the controller before it gives up."),
        Int("broker.heartbeat.interval.ms", 2000)
            .Means("Milliseconds between two heartbeats a broker sends to the controller."),
        Int("broker.session.timeout.ms", 9000)
            .Means("A broker whose heartbeats stay away for this long is fenced: it leads nothing until it is back."),
        Boolean("controlled.shutdown.enable", true).WithoutEffect("A broker that stops in good order always hands over first.")
            .Means("Whether a stopping broker hands over its leaderships first."),
        Int("num.io.threads", 8).AtLeast(1).ClusterWide().FixedAtStart()
            .Means("Upper bound of the workers that wait for disks on behalf of requests."),
        Int("num.network.threads", 3).AtLeast(1).ClusterWide().FixedAtStart().WithoutEffect("Threads that run loops wait for sockets too, as many as the processor has cores, at most eight.")
            .Means("Threads that move bytes between sockets and the broker."),
        Int("background.threads", 10).AtLeast(1).ClusterWide().FixedAtStart()
            .Means("Upper bound of the workers for background jobs such as deletion and compaction."),
        Int("num.recovery.threads.per.data.dir", 2).AtLeast(1).ClusterWide().WithoutEffect("Recovery runs on the workers that background.threads and num.io.threads bound.")
            .Means("Workers per log directory that check logs after a crash and flush them at shutdown."),
        Int("num.replica.alter.log.dirs.threads", null).WithoutEffect("Moves run on the workers that background.threads bounds.")
            .Means("Workers that move replicas from one log directory to another."),
        Int("request.timeout.ms", 30_000).WithoutEffect("replica.socket.timeout.ms and controller.quorum.request.timeout.ms bound these waits.")
            .Means("How long a broker waits for another node's answer; here replica.socket.timeout.ms and controller.quorum.request.timeout.ms say it."),
        Int("queued.max.requests", 500).AtLeast(1)
            .Means("Requests that may wait to be handled, of all connections of a listener together; beyond it no connection is read further that has one waiting."),
        Long("queued.max.request.bytes", -1)
            .Means("Bytes of waiting requests, of all connections of a listener together, beyond which no connection is read further that has one waiting; -1 sets no limit."),
        Boolean("auto.create.topics.enable", true)
            .Means("Whether asking for a topic that does not exist creates it. Set it to false where a mistyped name is to be an error and not a new topic."),
        Boolean("delete.topic.enable", true)
            .Means("When false, DeleteTopics is refused with TOPIC_DELETION_DISABLED."),
        Int("num.partitions", 1).AtLeast(1)
            .Means("Partitions of a topic whose creator does not say how many."),
        Int("default.replication.factor", 1).AtLeast(1).ToldAsDefaultWhenEqual()
            .Means("Replicas of each partition of a topic whose creator does not say how many."),
        Class("create.topic.policy.class.name", null).Refused("Java classes cannot be loaded, so what it would judge would go through unjudged.")
            .Means("A Java class that judges new topics. Java classes cannot be loaded here."),
        Class("alter.config.policy.class.name", null).Refused("Java classes cannot be loaded, so what it would judge would go through unjudged.")
            .Means("A Java class that judges changes of configuration. Java classes cannot be loaded here."),
        Int("message.max.bytes", 1_048_588).AtLeast(0).ClusterWide()
            .Means("Largest record batch that is accepted, as sent, that is after compression. A topic overrides it with max.message.bytes."),
        Int("fetch.max.bytes", 57_671_680).AtLeast(1024)
            .Means("Most bytes of records in one answer to a fetch, the first batch excepted."),
        Int("max.incremental.fetch.session.cache.slots", 1000).AtLeast(0)
            .Means("Incremental fetch sessions that are remembered at the same time."),
        Int("max.request.partition.size.limit", 2000).AtLeast(1)
            .Means("Most partitions that one DescribeTopicPartitions request gets told about."),
        String("compression.type", "producer").OneOf("uncompressed", "zstd", "lz4", "snappy", "gzip", "producer").ClusterWide()
            .Means("Codec in which batches are stored: one of the codecs, uncompressed, or producer to leave what the producer chose."),
        Int("compression.gzip.level", -1).GzipLevel().ClusterWide()
            .Means("Effort of gzip where the broker compresses itself."),
        Int("compression.lz4.level", 9).Between(1, 17).ClusterWide()
            .Means("Effort of LZ4 where the broker compresses itself."),
        Int("compression.zstd.level", 3).Between(-131_072, 22).ClusterWide()
            .Means("Effort of zstd where the broker compresses itself."),
        Int("delete.records.purgatory.purge.interval.requests", 1).WithoutEffect("What is done leaves the waiting room at once.")
            .Means("How often finished DeleteRecords requests are swept from the waiting room. They leave at once here."),
        Int("fetch.purgatory.purge.interval.requests", 1000).WithoutEffect("What is done leaves the waiting room at once.")
            .Means("How often finished fetches are swept from the waiting room. They leave at once here."),
        Int("producer.purgatory.purge.interval.requests", 1000).WithoutEffect("What is done leaves the waiting room at once.")
            .Means("How often finished produce requests are swept from the waiting room. They leave at once here."),
        List("config.providers", "").Distinct().ClusterWide().Refused("Java classes cannot be loaded, so values would stay the references that they are.")
            .Means("Names of Java providers that put secrets into configuration values. None can be loaded here."),
        Boolean("follower.fetch.last.tiered.offset.enable", false).ClusterWide().WithoutEffect(Reasons.NoTiers)
            .Means("Whether a new follower starts behind what remote storage already holds."),
        Boolean("unstable.api.versions.enable", false).Unlisted().WithoutEffect("Versions that are still in flux are never offered.")
            .Means("Whether API versions that are still in flux are offered. They never are here."),
        Boolean("unstable.feature.versions.enable", false).Unlisted().WithoutEffect("Levels that are still in flux are never offered.")
            .Means("Whether feature levels that are still in flux are offered. They never are here."),
    ];
}
