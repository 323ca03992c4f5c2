namespace MiniKafka.Runtime.Timers;

/// <summary>Where the timers of a queue fire.</summary>
internal interface ITimerOwner
{
    /// <summary>The order in which timers that are due at the same time fire.</summary>
    long NextTimerSequence();

    /// <summary>A timer is now the earliest, due at this timestamp.</summary>
    void TimerArmed(long due);

    /// <summary>Runs what fires; false when nothing runs any more.</summary>
    bool TryPost(Action<object?> callback, object? state);
}
