using MiniKafka.Model;

namespace MiniKafka.Broker.Metrics;

/// <summary>What is measured of a broker. Every value carries the cluster and the broker.</summary>
internal static class BrokerMetrics
{
    public static readonly MetricDefinition Requests = new(
        "kafka.request.count", MetricKind.Counter, "{request}", "Requests that were served, of clients and of other brokers.", TelemetryTags.Api);

    public static readonly MetricDefinition RequestErrors = new(
        "kafka.request.failed", MetricKind.Counter, "{error}", "Errors in answers, each item of a request for itself, by Kafka's name for them.", TelemetryTags.Api, TelemetryTags.Error);

    public static readonly MetricDefinition RequestDuration = new(
        "kafka.request.duration", MetricKind.Histogram, "s", "From the moment a request begins to be served until its answer has left, what it waits for included.", TelemetryTags.Api);

    public static readonly MetricDefinition NetworkIo = new(
        "kafka.network.io", MetricKind.Counter, "By", "Bytes of requests (receive) and of answers (transmit).", TelemetryTags.Api, TelemetryTags.Direction);

    public static readonly MetricDefinition RequestQueue = new(
        "kafka.request.queue", MetricKind.Gauge, "{request}", "Requests that are not answered yet, those that wait for something included.");

    public static readonly MetricDefinition Purgatory = new(
        "kafka.purgatory.size", MetricKind.Gauge, "{request}", "Requests that wait: Produce for other replicas or the disk, Fetch for records.", TelemetryTags.Operation);

    public static readonly MetricDefinition Connections = new("kafka.connection.count", MetricKind.Gauge, "{connection}", "Connections of clients and of other brokers.");

    public static readonly MetricDefinition Messages = new(
        "kafka.message.count", MetricKind.Counter, "{message}", "Records that leaders appended here.", TelemetryTags.Topic);

    public static readonly MetricDefinition TopicIo = new(
        "kafka.topic.io", MetricKind.Counter, "By", "Bytes of batches that leaders appended here (receive) and that consumers fetched (transmit).", TelemetryTags.Topic, TelemetryTags.Direction);

    public static readonly MetricDefinition Partitions = new("kafka.partition.count", MetricKind.Gauge, "{partition}", "Replicas on the broker.");

    public static readonly MetricDefinition Leaders = new("kafka.partition.leader.count", MetricKind.Gauge, "{partition}", "Partitions that the broker leads.");

    public static readonly MetricDefinition UnderReplicated = new(
        "kafka.partition.under_replicated", MetricKind.Gauge, "{partition}", "Partitions led here of which not all replicas are in sync.");

    public static readonly MetricDefinition UnderMinIsr = new(
        "kafka.partition.under_min_isr", MetricKind.Gauge, "{partition}", "Partitions led here of which fewer replicas are in sync than acks=all needs.");

    public static readonly MetricDefinition Offline = new(
        "kafka.partition.offline", MetricKind.Gauge, "{partition}", "Partitions of the cluster without a leader; told by the active controller.");

    public static readonly MetricDefinition CurrentOffset = new(
        "kafka.partition.current_offset", MetricKind.Gauge, "{offset}", "Where the log of a partition led here ends.", TelemetryTags.Topic, TelemetryTags.Partition);

    public static readonly MetricDefinition HighWatermark = new(
        "kafka.partition.high_watermark", MetricKind.Gauge, "{offset}", "Up to where consumers can read a partition led here.", TelemetryTags.Topic, TelemetryTags.Partition);

    public static readonly MetricDefinition OldestOffset = new(
        "kafka.partition.oldest_offset", MetricKind.Gauge, "{offset}", "Where the log of a partition led here begins.", TelemetryTags.Topic, TelemetryTags.Partition);

    public static readonly MetricDefinition Replicas = new(
        "kafka.partition.replicas", MetricKind.Gauge, "{replica}", "How many replicas a partition led here has.", TelemetryTags.Topic, TelemetryTags.Partition);

    public static readonly MetricDefinition InSync = new(
        "kafka.partition.replicas_in_sync", MetricKind.Gauge, "{replica}", "How many of them are in sync.", TelemetryTags.Topic, TelemetryTags.Partition);

    public static readonly MetricDefinition LogSize = new(
        "kafka.log.size", MetricKind.Gauge, "By", "Bytes of the log of a replica on the broker.", TelemetryTags.Topic, TelemetryTags.Partition);

    public static readonly MetricDefinition IsrChanges = new(
        "kafka.isr.operation.count", MetricKind.Counter, "{operation}", "Replicas left (shrink) or came back to (expand) the in-sync set of a partition led here.", TelemetryTags.Operation);

    public static readonly MetricDefinition Elections = new(
        "kafka.leader.election.count", MetricKind.Counter, "{election}", "Partitions that got another leader; told by the active controller that decided it.", TelemetryTags.Unclean);

    public static readonly MetricDefinition ActiveController = new(
        "kafka.controller.active.count", MetricKind.Gauge, "{controller}", "1 for the active controller, 0 for the others.");

    public static readonly MetricDefinition ControllerElections = new(
        "kafka.controller.election.count", MetricKind.Counter, "{election}", "How often this node became the active controller.");

    public static readonly MetricDefinition Brokers = new(
        "kafka.brokers", MetricKind.Gauge, "{broker}", "Brokers that take part in the cluster; told by the active controller.");

    public static readonly MetricDefinition Rebalances = new(
        "kafka.consumer_group.rebalance.count", MetricKind.Counter, "{rebalance}", "Generations that began, of all groups that this broker coordinates.");

    public static readonly MetricDefinition DirectoryUsed = new(
        "kafka.log.directory.used", MetricKind.Gauge, "By", "Bytes of the logs in a log directory.", TelemetryTags.Directory);

    public static readonly MetricDefinition DirectoryFree = new(
        "kafka.log.directory.free", MetricKind.Gauge, "By", "What is free on its volume, or in memory up to the limit; none where there is no limit.", TelemetryTags.Directory);
}
