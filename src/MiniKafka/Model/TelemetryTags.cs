namespace MiniKafka.Model;

/// <summary>The names of the tags by which values of one instrument are told apart, and of what spans say.</summary>
internal static class TelemetryTags
{
    /// <summary>The name of the meter and of the source of spans.</summary>
    public const string Source = "MiniKafka";

    public const string Cluster = "kafka.cluster.id";
    public const string Broker = "kafka.broker.id";
    public const string Api = "kafka.api";
    public const string Error = "error.type";
    public const string Direction = "network.io.direction";
    public const string Topic = "messaging.destination.name";
    public const string Partition = "messaging.destination.partition.id";
    public const string Group = "messaging.consumer.group.name";
    public const string ClientId = "messaging.client.id";

    /// <summary>The kind of a client and its number in the process.</summary>
    public const string ClientName = "kafka.client.name";
    public const string State = "kafka.group.state";
    public const string Operation = "kafka.operation";
    public const string Directory = "kafka.log.directory";
    public const string Unclean = "kafka.election.unclean";

    public const string Receive = "receive";
    public const string Transmit = "transmit";
}
