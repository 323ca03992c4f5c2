namespace MiniKafka.Client.Admin;

/// <summary>What a partition's leader remembers of a producer with sequence numbers.</summary>
/// <param name="ProducerId">The producer's id.</param>
/// <param name="ProducerEpoch">Its epoch.</param>
/// <param name="LastSequence">The sequence number of its last record.</param>
/// <param name="LastTimestampMs">The timestamp of its last batch, in Unix milliseconds; -1 when unknown.</param>
/// <param name="CoordinatorEpoch">The epoch of its transaction coordinator; -1 when it never ended a transaction.</param>
/// <param name="TransactionStartOffset">Where its open transaction begins; null when none is open.</param>
public sealed record ProducerState(
    long ProducerId, int ProducerEpoch, int LastSequence, long LastTimestampMs, int CoordinatorEpoch, long? TransactionStartOffset);
