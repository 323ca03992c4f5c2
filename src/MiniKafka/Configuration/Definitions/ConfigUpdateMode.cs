namespace MiniKafka.Configuration.Definitions;

/// <summary>Whether a broker key can be changed while the broker runs, and for whom.</summary>
internal enum ConfigUpdateMode
{
    /// <summary>Only at the start.</summary>
    ReadOnly,

    /// <summary>For single brokers.</summary>
    PerBroker,

    /// <summary>For single brokers and, as their default, for all.</summary>
    ClusterWide,
}
