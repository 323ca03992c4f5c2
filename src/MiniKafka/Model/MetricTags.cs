namespace MiniKafka.Model;

/// <summary>The names of the tags by which values of one instrument are told apart.</summary>
internal static class MetricTags
{
    public const string Meter = "MiniKafka";

    public const string Cluster = "kafka.cluster.id";
    public const string Broker = "kafka.broker.id";
    public const string Api = "kafka.api";
    public const string Error = "error.type";
    public const string Direction = "network.io.direction";
    public const string Topic = "messaging.destination.name";
    public const string Partition = "messaging.destination.partition.id";
    public const string Group = "messaging.consumer.group.name";
    public const string State = "kafka.group.state";
    public const string Operation = "kafka.operation";
    public const string Directory = "kafka.log.directory";
    public const string Unclean = "kafka.election.unclean";

    public const string Receive = "receive";
    public const string Transmit = "transmit";
}
