namespace MiniKafka.Runtime.Simulation;

/// <summary>
/// Time that stands still while anything can run and then jumps to the next timer. Timers made from it directly belong
/// to the simulation's main loop.
/// </summary>
internal sealed class VirtualClock : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private EventLoop? _main;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Virtual time since the simulation began.</summary>
    public TimeSpan Elapsed { get; private set; }

    public override long GetTimestamp() => Elapsed.Ticks;

    public override DateTimeOffset GetUtcNow() => Start + Elapsed;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var main = _main ?? throw new InvalidOperationException("The simulation has no main loop yet.");
        return main.Clock.CreateTimer(callback, state, dueTime, period);
    }

    internal void AttachMain(EventLoop main) => _main = main;

    internal void JumpTo(long timestamp) => Elapsed = TimeSpan.FromTicks(Math.Max(timestamp, Elapsed.Ticks));
}
