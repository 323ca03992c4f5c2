namespace MiniKafka.Runtime.Timers;

/// <summary>The host's time with timers that fire on one loop.</summary>
internal sealed class LoopClock(TimeProvider time, LoopTimerQueue timers) : TimeProvider
{
    public override long TimestampFrequency => time.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new LoopTimer(timers, callback, state);
        timers.Change(timer, dueTime, period);
        return timer;
    }
}
