using MiniKafka.Model;

namespace MiniKafka.Client.Metrics;

/// <summary>What is measured of producers, beside what is measured of every client.</summary>
internal static class ProducerMetrics
{
    public static readonly MetricDefinition Sent = new(
        "messaging.client.sent.messages",
        MetricKind.Counter,
        "{message}",
        "Records that a producer has delivered, or, with an error, given up.",
        TelemetryTags.Topic,
        TelemetryTags.Error);

    public static readonly MetricDefinition SentBytes = new(
        "kafka.producer.sent.size", MetricKind.Counter, "By", "Bytes of the batches that a producer has delivered, as they were sent.", TelemetryTags.Topic);

    public static readonly MetricDefinition Batches = new(
        "kafka.producer.batch.count", MetricKind.Counter, "{batch}", "Batches that a producer has delivered.", TelemetryTags.Topic);

    public static readonly MetricDefinition Retries = new(
        "kafka.producer.retry.count", MetricKind.Counter, "{batch}", "How often a producer had to send a batch again.", TelemetryTags.Topic);

    public static readonly MetricDefinition Queued = new(
        "kafka.producer.queue.count", MetricKind.Gauge, "{message}", "Records in batches that a producer has not delivered yet.");

    public static readonly MetricDefinition QueuedBytes = new(
        "kafka.producer.queue.size", MetricKind.Gauge, "By", "What those batches take of buffer.memory.");
}
