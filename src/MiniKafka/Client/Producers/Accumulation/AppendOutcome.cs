namespace MiniKafka.Client.Producers.Accumulation;

/// <summary>What became of putting a record into a partition's batch.</summary>
internal enum AppendOutcome
{
    /// <summary>It is in a batch that already waited.</summary>
    Appended,

    /// <summary>It is in a batch, and there is something new for the sender.</summary>
    AppendedAndReady,

    /// <summary>It needs a new batch, for which there is no memory.</summary>
    OutOfMemory,

    /// <summary>The sticky partition changed meanwhile: choose again.</summary>
    PartitionChanged,
}
