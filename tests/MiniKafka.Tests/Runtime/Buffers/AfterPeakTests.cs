using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Tests.Runtime.Buffers;

public sealed class AfterPeakTests
{
    private const long Much = 1L << 50;

    private readonly AfterPeak _peak;
    private readonly Timeless _clock = new();
    private long _unneeded;
    private int _collections;

    public AfterPeakTests() => _peak = new AfterPeak(_clock, () => Interlocked.Exchange(ref _unneeded, 0), isOver: () => true, () => _collections++);

    [Fact]
    public void When_much_was_left_and_no_more_comes_everything_is_collected_once()
    {
        _peak.Left(Much);
        _peak.Look();
        Assert.Equal(0, _collections);
        for (var quiet = 0; quiet < 3; quiet++)
        {
            _peak.Look();
            Assert.Equal(1, _collections);
        }
    }

    [Fact]
    public void As_long_as_more_comes_nothing_is_collected()
    {
        for (var look = 0; look < 5; look++)
        {
            _unneeded = Much;
            _peak.Look();
            Assert.Equal(0, _collections);
        }

        _peak.Look();
        Assert.Equal(1, _collections);
    }

    [Fact]
    public void The_next_collection_comes_a_while_after_the_one_before()
    {
        _peak.Left(Much);
        _peak.Look();
        _peak.Look();
        _peak.Left(Much);
        for (var look = 0; look < 3; look++)
        {
            _peak.Look();
            Assert.Equal(1, _collections);
        }

        _clock.Now += TimeSpan.FromSeconds(20);
        _peak.Look();
        Assert.Equal(2, _collections);
    }

    [Fact]
    public void For_little_nothing_is_collected()
    {
        _peak.Left(1_000_000);
        _peak.Look();
        _peak.Look();
        Assert.Equal(0, _collections);
    }

    /// <summary>Its timers never come due: the test looks when it wants to.</summary>
    private sealed class Timeless : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Never();
    }

    private sealed class Never : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
