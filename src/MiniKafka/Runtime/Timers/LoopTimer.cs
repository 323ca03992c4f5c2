namespace MiniKafka.Runtime.Timers;

/// <summary>A timer of a loop. All its fields are guarded by its queue; the callback runs on the loop.</summary>
internal sealed class LoopTimer(LoopTimerQueue queue, TimerCallback callback, object? state) : ITimer
{
    /// <summary>Place in the queue's heap; -1 when not armed.</summary>
    public int Index { get; set; } = -1;

    public long Due { get; set; }

    public long Sequence { get; set; }

    /// <summary>In timestamp ticks; 0 fires once.</summary>
    public long Period { get; set; }

    public bool IsDisposed { get; set; }

    public bool Change(TimeSpan dueTime, TimeSpan period) => queue.Change(this, dueTime, period);

    public void Dispose() => queue.Dispose(this);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    public void Fire() => callback(state);

    public bool IsBefore(LoopTimer other) => Due != other.Due ? Due < other.Due : Sequence < other.Sequence;
}
