using MiniKafka.Configuration.Definitions;
using static MiniKafka.Configuration.Keys.Declare;

namespace MiniKafka.Configuration.Keys;

/// <summary>Keys about replicas: fetching from leaders, the in-sync set, elections of leaders.</summary>
internal static class ReplicationKeys
{
    public static ConfigKey[] All { get; } =
    [
        Int("num.replica.fetchers", 1).AtLeast(1).ClusterWide().WithoutEffect("One fetcher for each leader is enough: requests follow each other without waiting.")
            .Means("Connections over which a broker fetches from each other broker."),
        Int("replica.fetch.max.bytes", 1_048_576).AtLeast(0)
            .Means("Bytes a follower asks for per partition; a larger first batch still arrives whole."),
        Int("replica.fetch.response.max.bytes", 10_485_760).AtLeast(0)
            .Means("Bytes a follower asks for in one answer."),
        Int("replica.fetch.min.bytes", 1)
            .Means("Bytes a leader waits for before it answers a follower."),
        Int("replica.fetch.wait.max.ms", 500)
            .Means("Longest time a leader keeps a follower's fetch waiting."),
        Int("replica.fetch.backoff.ms", 1000).AtLeast(0)
            .Means("How long a follower leaves a partition alone after an error."),
        Long("replica.lag.time.max.ms", 30_000)
            .Means("A follower that has not caught up for this long leaves the in-sync replicas."),
        Long("replica.high.watermark.checkpoint.interval.ms", 5000)
            .Means("Milliseconds between two writes of the high watermarks to disk."),
        Int("replica.socket.timeout.ms", 30_000)
            .Means("How long a follower waits for its leader's answer."),
        Int("replica.socket.receive.buffer.bytes", 65_536).WithoutEffect("The system sizes the buffers between brokers.")
            .Means("Receive buffer of the connections to leaders."),
        String("replica.selector.class", null)
            .Means("How a consumer's preferred read replica is chosen. The rack-aware selector of Apache Kafka is known by its name."),
        Int("min.insync.replicas", 1).AtLeast(1).ClusterWide()
            .Means("In-sync replicas without which a write with acks=all is refused."),
        Boolean("unclean.leader.election.enable", false).ClusterWide()
            .Means("Whether a replica that was not in sync may lead when no other is left, which can lose records."),
        Boolean("auto.leader.rebalance.enable", true)
            .Means("Whether leadership goes back to preferred leaders by itself."),
        Long("leader.imbalance.check.interval.seconds", 300).AtLeast(1)
            .Means("Seconds between two looks for brokers that lead too little."),
        Int("leader.imbalance.per.broker.percentage", 10).Unlisted()
            .Means("Percentage of partitions led by others than their preferred leader above which leadership is moved back."),
        Long("unclean.leader.election.interval.ms", 300_000).AtLeast(1).Unlisted()
            .Means("Milliseconds between two looks for partitions without a leader that may elect one that is not in sync."),
        String("security.inter.broker.protocol", "PLAINTEXT").OneOf("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL").Refused(Reasons.NoSecurity)
            .Means("Security protocol between brokers when inter.broker.listener.name is not given."),
        String("inter.broker.listener.name", null)
            .Means("Listener over which brokers copy from each other. Without it they do so in memory, where links between them can be cut and slowed."),
    ];
}
