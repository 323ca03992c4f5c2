using MiniKafka.Runtime.Timers;

namespace MiniKafka.Tests.Runtime;

/// <summary>Times of a clock that goes on with every look at it.</summary>
public sealed class DueTimesTests
{
    private readonly HurriedClock _clock = new();

    [Fact]
    public void What_became_due_between_two_looks_at_the_clock_is_due_now()
    {
        var due = _clock.TimestampAfter(TimeSpan.FromMilliseconds(1));

        Assert.Equal(TimeSpan.Zero, _clock.TimeUntil(due));
    }

    [Fact]
    public void A_wait_is_no_shorter_than_the_clock_says()
    {
        var due = _clock.TimestampAfter(TimeSpan.FromSeconds(1)) + 1;

        Assert.Equal(TimeSpan.FromMilliseconds(999) + TimeSpan.FromTicks(1), _clock.TimeUntil(due));
    }

    [Fact]
    public void What_never_comes_is_never_due()
    {
        Assert.Equal(Timeout.InfiniteTimeSpan, _clock.TimeUntil(_clock.TimestampAfter(Timeout.InfiniteTimeSpan)));
    }

    /// <summary>Counts nanoseconds, and a millisecond goes by between two looks.</summary>
    private sealed class HurriedClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1_000_000_000;

        public override long GetTimestamp() => _now += 1_000_000;
    }
}
