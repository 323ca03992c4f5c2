namespace MiniKafka.Coordination;

/// <summary>
/// The state of a shard in whose log producers' transactions leave records: what is not decided yet is replayed too, and so are
/// the markers that decide it.
/// </summary>
internal interface ITransactionalState : ICoordinatorState
{
    /// <summary>Takes in one record of an open transaction.</summary>
    /// <param name="offset">Where it stands in the log.</param>
    /// <param name="producerId">Whose transaction it is.</param>
    /// <param name="record">The record.</param>
    void ReplayInTransaction(long offset, long producerId, CoordinatorRecord record);

    /// <summary>What this producer wrote in its open transaction counts from now on, or never.</summary>
    void ReplayEndTransaction(long offset, long producerId, bool commit);
}
