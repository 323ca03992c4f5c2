namespace MiniKafka.Runtime.Timers;

/// <summary>
/// Points in time as timestamps of a clock; the largest number means never. Time goes on between two looks at a clock, so what is due may
/// have become so when it is asked how long that takes.
/// </summary>
internal static class DueTimes
{
    /// <summary>The timestamps that so much time is.</summary>
    public static long TimestampsIn(this TimeProvider clock, TimeSpan time) => clock.TimestampFrequency == TimeSpan.TicksPerSecond
        ? time.Ticks
        : (long)(time.TotalSeconds * clock.TimestampFrequency);

    /// <summary>The timestamp at which so much time will have gone by; never, when that is infinite.</summary>
    public static long TimestampAfter(this TimeProvider clock, TimeSpan time) =>
        time == Timeout.InfiniteTimeSpan ? long.MaxValue : clock.GetTimestamp() + clock.TimestampsIn(time);

    /// <summary>How long to wait until then, as timers take it: no shorter than that, and not at all when it is over.</summary>
    public static TimeSpan TimeUntil(this TimeProvider clock, long due)
    {
        if (due == long.MaxValue)
        {
            return Timeout.InfiniteTimeSpan;
        }

        var left = due - clock.GetTimestamp();
        return left <= 0 ? TimeSpan.Zero : TimeSpan.FromTicks((long)Math.Ceiling(left * ((double)TimeSpan.TicksPerSecond / clock.TimestampFrequency)));
    }
}
