using MiniKafka.Model;

namespace MiniKafka.Client.Metrics;

/// <summary>What is measured of consumers, beside what is measured of every client. Their values carry the group, where there is one.</summary>
internal static class ConsumerMetrics
{
    public static readonly MetricDefinition Consumed = new(
        "messaging.client.consumed.messages", MetricKind.Counter, "{message}", "Records that a consumer has given to its application.", TelemetryTags.Topic);

    public static readonly MetricDefinition FetchedBytes = new(
        "kafka.consumer.fetched.size", MetricKind.Counter, "By", "Bytes of the batches that a consumer has fetched.", TelemetryTags.Topic);

    public static readonly MetricDefinition BufferedBytes = new(
        "kafka.consumer.fetch_queue.size", MetricKind.Gauge, "By", "Bytes of them that wait for the application.");

    public static readonly MetricDefinition Position = new(
        "kafka.consumer.position", MetricKind.Gauge, "{offset}", "The offset that the application gets next.", TelemetryTags.Topic, TelemetryTags.Partition);

    public static readonly MetricDefinition Committed = new(
        "kafka.consumer.committed_offset", MetricKind.Gauge, "{offset}", "The offset that the consumer committed last.", TelemetryTags.Topic, TelemetryTags.Partition);

    public static readonly MetricDefinition Lag = new(
        "kafka.consumer.lag", MetricKind.Gauge, "{message}", "How far its position is behind the end that its last fetch has seen.", TelemetryTags.Topic, TelemetryTags.Partition);

    public static readonly MetricDefinition Assigned = new("kafka.consumer.assignment.count", MetricKind.Gauge, "{partition}", "Partitions that a consumer reads.");

    public static readonly MetricDefinition Rebalances = new(
        "kafka.consumer.rebalance.count", MetricKind.Counter, "{rebalance}", "How often a consumer got partitions assigned by its group, be they the same as before.");
}
