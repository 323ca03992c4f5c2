namespace MiniKafka.Protocol;

/// <summary>The spaces in which the type ids of persisted records are unique.</summary>
internal enum RecordFamily
{
    /// <summary>Records of the metadata log.</summary>
    ClusterMetadata,

    /// <summary>Keys in __consumer_offsets.</summary>
    GroupCoordinatorKey,

    /// <summary>Values in __consumer_offsets.</summary>
    GroupCoordinatorValue,

    /// <summary>Keys in __transaction_state.</summary>
    TransactionCoordinatorKey,

    /// <summary>Values in __transaction_state.</summary>
    TransactionCoordinatorValue,

    /// <summary>Keys in __share_group_state.</summary>
    ShareCoordinatorKey,

    /// <summary>Values in __share_group_state.</summary>
    ShareCoordinatorValue,
}
