namespace MiniKafka.Coordination;

/// <summary>
/// The state machine of one shard. What its log remembers changes by replaying records, whether they were just written or are
/// read back after a restart. Touched only from the loop of its runtime.
/// </summary>
internal interface ICoordinatorState
{
    /// <summary>Takes in one record.</summary>
    /// <param name="offset">Where it stands in the log.</param>
    /// <param name="record">The record.</param>
    void Replay(long offset, CoordinatorRecord record);

    /// <summary>Everything is replayed: timers may start. Nobody looks at the state before what was replayed is committed.</summary>
    /// <param name="nextOffset">Where the next record will stand.</param>
    Result OnLoaded(long nextOffset);

    /// <summary>Everything below is committed: whoever looks at the state from now on may see it.</summary>
    void OnCommitted(long offset);

    /// <summary>Another broker takes over: whoever waits is sent there.</summary>
    void OnUnloaded();
}
