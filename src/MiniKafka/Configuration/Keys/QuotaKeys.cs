using MiniKafka.Configuration.Definitions;
using static MiniKafka.Configuration.Keys.Declare;

namespace MiniKafka.Configuration.Keys;

/// <summary>Keys about quotas and metrics.</summary>
internal static class QuotaKeys
{
    public static ConfigKey[] All { get; } =
    [
        Class("client.quota.callback.class", null).Refused("Java classes cannot be loaded, so what it would judge would go through unjudged.")
            .Means("A Java class that decides about quotas. Java classes cannot be loaded here."),
        Int("quota.window.num", 11).AtLeast(1).WithoutEffect("Quotas of clients are kept and described, but nothing is slowed by them.")
            .Means("Samples kept to measure quotas of clients."),
        Int("quota.window.size.seconds", 1).AtLeast(1).WithoutEffect("Quotas of clients are kept and described, but nothing is slowed by them.")
            .Means("Seconds of one sample of client quotas."),
        Int("controller.quota.window.num", 11).AtLeast(1).WithoutEffect("Quotas of clients are kept and described, but nothing is slowed by them.")
            .Means("Samples kept to measure quotas of changes to topics."),
        Int("controller.quota.window.size.seconds", 1).AtLeast(1).WithoutEffect("Quotas of clients are kept and described, but nothing is slowed by them.")
            .Means("Seconds of one sample of such quotas."),
        Int("replication.quota.window.num", 11).AtLeast(1)
            .Means("Samples kept to measure throttled replication."),
        Int("replication.quota.window.size.seconds", 1).AtLeast(1)
            .Means("Seconds of one sample of throttled replication."),
        Int("alter.log.dirs.replication.quota.window.num", 11).AtLeast(1).WithoutEffect("Moves between log directories are not slowed.")
            .Means("Samples kept to measure throttled moves between log directories."),
        Int("alter.log.dirs.replication.quota.window.size.seconds", 1).AtLeast(1).WithoutEffect("Moves between log directories are not slowed.")
            .Means("Seconds of one sample of such moves."),
        Long("leader.replication.throttled.rate", null).AtLeast(0).ClusterWide().Unlisted()
            .Means("Bytes a second that leaders send to throttled replicas."),
        Long("follower.replication.throttled.rate", null).AtLeast(0).ClusterWide().Unlisted()
            .Means("Bytes a second that throttled replicas fetch."),
        Long("replica.alter.log.dirs.io.max.bytes.per.second", null).AtLeast(0).ClusterWide().Unlisted().WithoutEffect("Moves between log directories are not slowed.")
            .Means("Bytes a second that moves between log directories may copy."),
        List("kafka.metrics.reporters", "").Distinct().WithoutEffect(Reasons.NoJavaClasses)
            .Means("Java classes that report the older metrics."),
        Int("kafka.metrics.polling.interval.secs", 10).AtLeast(1).WithoutEffect(Reasons.NoSamples)
            .Means("Seconds between two reports of the older metrics."),
        List("metric.reporters", "org.apache.kafka.common.metrics.JmxReporter").Distinct().ClusterWide().WithoutEffect(Reasons.NoJavaClasses)
            .Means("Java classes that report metrics."),
        Int("metrics.num.samples", 2).AtLeast(1).WithoutEffect(Reasons.NoSamples)
            .Means("Samples kept per metric."),
        String("metrics.recording.level", "INFO").OneOf("INFO", "DEBUG", "TRACE").WithoutEffect(Reasons.NoSamples)
            .Means("Which metrics are recorded: INFO, DEBUG or TRACE."),
        Long("metrics.sample.window.ms", 30_000).AtLeast(1).WithoutEffect(Reasons.NoSamples)
            .Means("Milliseconds of one sample of a metric."),
        Int("telemetry.max.bytes", 1_048_576).AtLeast(1)
            .Means("Largest push of a client's metrics, in bytes as they are sent."),
    ];
}
