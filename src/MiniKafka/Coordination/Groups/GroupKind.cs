namespace MiniKafka.Coordination.Groups;

/// <summary>The kinds of groups whose records share a log.</summary>
internal enum GroupKind
{
    /// <summary>Members assign among themselves.</summary>
    Classic,

    /// <summary>Consumers to whom the coordinator assigns (KIP-848).</summary>
    Consumer,

    /// <summary>Consumers that share partitions (KIP-932).</summary>
    Share,

    /// <summary>Streams applications (KIP-1071).</summary>
    Streams,
}
