namespace MiniKafka.Coordination;

/// <summary>
/// The state machine of one shard. It changes by replaying records, whether they were just written or are read back
/// after a restart. Touched only from the loop of its runtime.
/// </summary>
internal interface ICoordinatorState
{
    /// <summary>Takes in one record.</summary>
    /// <param name="offset">Where it stands in the log.</param>
    /// <param name="producerId">Whose open transaction it belongs to; -1 when it counts at once.</param>
    /// <param name="record">The record.</param>
    void Replay(long offset, long producerId, CoordinatorRecord record);

    /// <summary>What this producer wrote in its open transaction counts from now on, or never.</summary>
    void ReplayEndTransaction(long producerId, bool commit);

    /// <summary>Everything is replayed: timers may start.</summary>
    Result OnLoaded();

    /// <summary>Another broker takes over: whoever waits is sent there.</summary>
    void OnUnloaded();
}
