using System.Globalization;

namespace MiniKafka.ClusterTests.Campaign.World;

/// <summary>
/// The configuration of a simulated cluster. Times are Kafka's or somewhat shorter, so that a minute sees more of their
/// consequences; idle waits are longer, since every wake-up costs real time. Snapshots are frequent and old metadata goes at once.
/// </summary>
internal static class CourseSettings
{
    public static Dictionary<string, string> Broker(CourseOptions options) => new()
    {
        ["controller.quorum.retry.backoff.ms"] = "150",
        ["broker.heartbeat.interval.ms"] = "1000",
        ["broker.session.timeout.ms"] = "5000",
        ["replica.fetch.wait.max.ms"] = "1000",
        ["replica.fetch.backoff.ms"] = "200",
        ["replica.lag.time.max.ms"] = "3000",
        ["replica.socket.timeout.ms"] = "4000",
        ["replica.high.watermark.checkpoint.interval.ms"] = "5000",
        ["metadata.log.max.record.bytes.between.snapshots"] = "3000",
        ["metadata.max.retention.bytes"] = "9000",
        ["leader.imbalance.check.interval.seconds"] = "20",
        ["offsets.topic.num.partitions"] = "1",
        ["offsets.retention.check.interval.ms"] = "10000",
        ["log.cleaner.enable"] = "false",
        ["log.retention.check.interval.ms"] = options.ForgetsRecords ? "2000" : "300000",
        ["min.insync.replicas"] = SimulatedCluster.MinInSyncReplicas.ToString(CultureInfo.InvariantCulture),
    };

    public static Dictionary<string, string> Topic(CourseOptions options) => new()
    {
        ["retention.ms"] = options.ForgetsRecords ? "3000" : "604800000",
        ["min.insync.replicas"] = SimulatedCluster.MinInSyncReplicas.ToString(CultureInfo.InvariantCulture),
    };
}
