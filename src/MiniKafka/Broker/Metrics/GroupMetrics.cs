using MiniKafka.Model;

namespace MiniKafka.Broker.Metrics;

/// <summary>What is measured of groups: of the cluster as a whole, since their coordinator does not lead what they read.</summary>
internal static class GroupMetrics
{
    public static readonly MetricDefinition Members = new(
        "kafka.consumer_group.members", MetricKind.Gauge, "{member}", "Members of a group, and the state it is in.", TelemetryTags.Group, TelemetryTags.State);

    public static readonly MetricDefinition Offset = new(
        "kafka.consumer_group.offset", MetricKind.Gauge, "{offset}", "The offset that a group has committed in a partition.", TelemetryTags.Group, TelemetryTags.Topic, TelemetryTags.Partition);

    public static readonly MetricDefinition Lag = new(
        "kafka.consumer_group.lag", MetricKind.Gauge, "{message}", "How far that is behind what consumers can read.", TelemetryTags.Group, TelemetryTags.Topic, TelemetryTags.Partition);
}
