using MiniKafka.Model;

namespace MiniKafka.Client.Metrics;

/// <summary>What is measured of every client of this library. Every value carries the client, and the cluster as soon as the client knows it.</summary>
internal static class ClientMetrics
{
    public static readonly MetricDefinition Requests = new(
        "kafka.client.request.count", MetricKind.Counter, "{request}", "Requests that a client has sent.", TelemetryTags.Api);

    public static readonly MetricDefinition Unanswered = new(
        "kafka.client.request.failed", MetricKind.Counter, "{request}", "Requests of a client that got no answer, or not in time.", TelemetryTags.Api);

    public static readonly MetricDefinition Duration = new(
        "kafka.client.request.duration", MetricKind.Histogram, "s", "From the moment a client sends a request until its answer is there.", TelemetryTags.Api);

    public static readonly MetricDefinition NetworkIo = new(
        "kafka.client.network.io", MetricKind.Counter, "By", "Bytes of a client's requests (transmit) and of their answers (receive).", TelemetryTags.Api, TelemetryTags.Direction);

    public static readonly MetricDefinition Connections = new(
        "kafka.client.connection.count", MetricKind.Gauge, "{connection}", "Open connections of a client.");

    public static readonly MetricDefinition Connects = new(
        "kafka.client.connection.created", MetricKind.Counter, "{connection}", "Connections that a client has begun to make.");
}
