namespace MiniKafka.Metadata;

/// <summary>Levels of metadata.version since which something stands in the metadata, or is done another way.</summary>
internal static class MetadataLevels
{
    /// <summary>3.4-IV0: a broker's registration tells whether it comes from ZooKeeper.</summary>
    public const short Migration = 8;

    /// <summary>3.5-IV2: credentials of SCRAM.</summary>
    public const short Scram = 11;

    /// <summary>3.6-IV0: a replica that leaves the ISR begins no new leader epoch.</summary>
    public const short EpochsThatStay = 12;

    /// <summary>3.6-IV1: transactions of the metadata log.</summary>
    public const short Transactions = 13;

    /// <summary>3.7-IV2: log directories (KIP-858).</summary>
    public const short Directories = 17;

    /// <summary>4.0-IV1: eligible leader replicas (KIP-966).</summary>
    public const short EligibleLeaders = 23;

    /// <summary>4.3-IV0: log directories that get no new replicas.</summary>
    public const short CordonedDirectories = 30;
}
