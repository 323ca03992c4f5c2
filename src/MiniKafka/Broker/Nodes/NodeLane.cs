namespace MiniKafka.Broker.Nodes;

/// <summary>What a connection between nodes is for; requests of one kind do not wait behind those of another.</summary>
internal enum NodeLane
{
    /// <summary>Fetches, of the metadata log or of partitions, which wait at the leader.</summary>
    Replication,

    /// <summary>Votes and announcements.</summary>
    Elections,

    /// <summary>Heartbeats of brokers and changes of in-sync replicas.</summary>
    Brokers,

    /// <summary>Requests of clients that another node decides about.</summary>
    Forwarding,
}
