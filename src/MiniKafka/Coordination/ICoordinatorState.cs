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
    void ReplayEndTransaction(long offset, long producerId, bool commit);

    /// <summary>Everything is replayed: timers may start. Nobody looks at the state before what was replayed is committed.</summary>
    /// <param name="nextOffset">Where the next record will stand.</param>
    Result OnLoaded(long nextOffset);

    /// <summary>Records were written, replayed or not.</summary>
    /// <param name="nextOffset">Where the next one will stand.</param>
    void OnWritten(long nextOffset);

    /// <summary>Everything below is committed: whoever looks at the state from now on may see it.</summary>
    void OnCommitted(long offset);

    /// <summary>Another broker takes over: whoever waits is sent there.</summary>
    void OnUnloaded();
}
