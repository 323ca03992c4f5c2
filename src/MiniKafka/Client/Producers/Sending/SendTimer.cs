using System.Diagnostics.CodeAnalysis;
using MiniKafka.Runtime.Timers;

namespace MiniKafka.Client.Producers.Sending;

/// <summary>The sender's one timer: fires at the earliest time asked for since it fired last. Owned by the producer's loop.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "Stop, on the loop, ends the timer.")]
internal sealed class SendTimer
{
    private readonly TimeProvider _clock;
    private readonly Action _fired;
    private readonly ITimer _timer;
    private long _armedFor = long.MaxValue;

    public SendTimer(TimeProvider clock, Action fired)
    {
        _clock = clock;
        _fired = fired;
        _timer = clock.CreateTimer(static state => ((SendTimer)state!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <param name="timestamp">A timestamp of the clock; the largest number means never.</param>
    public void WakeAt(long timestamp)
    {
        if (timestamp >= _armedFor)
        {
            return;
        }

        _armedFor = timestamp;
        _timer.Change(_clock.TimeUntil(timestamp), Timeout.InfiniteTimeSpan);
    }

    public void Stop() => _timer.Dispose();

    private void Fire()
    {
        _armedFor = long.MaxValue;
        _fired();
    }
}
