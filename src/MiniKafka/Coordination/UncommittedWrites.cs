using MiniKafka.Model;
using MiniKafka.Runtime.Timers;

namespace MiniKafka.Coordination;

/// <summary>
/// What was appended and waits for the high watermark, oldest first. All waits are equally long, so one timer, for the
/// oldest, does for all. Every callback is called exactly once.
/// </summary>
internal sealed class UncommittedWrites : IDisposable
{
    private readonly Queue<Waiting> _waiting = [];
    private readonly TimeProvider _clock;
    private readonly TimeSpan _timeout;
    private readonly ITimer _timer;

    public UncommittedWrites(TimeProvider clock, TimeSpan timeout)
    {
        _clock = clock;
        _timeout = timeout;
        _timer = clock.CreateTimer(_ => TimeOut(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(long lastOffset, Action<ErrorCode> settle)
    {
        _waiting.Enqueue(new Waiting(lastOffset, _clock.TimestampAfter(_timeout), settle));
        if (_waiting.Count == 1)
        {
            Arm();
        }
    }

    /// <summary>Releases what lies below the high watermark.</summary>
    public void Commit(long highWatermark)
    {
        var released = false;
        while (_waiting.TryPeek(out var oldest) && oldest.LastOffset < highWatermark)
        {
            _waiting.Dequeue();
            released = true;
            oldest.Settle(ErrorCode.None);
        }

        if (released)
        {
            Arm();
        }
    }

    public void FailAll(ErrorCode error)
    {
        while (_waiting.TryDequeue(out var oldest))
        {
            oldest.Settle(error);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void TimeOut()
    {
        while (_waiting.TryPeek(out var oldest) && oldest.Due <= _clock.GetTimestamp())
        {
            _waiting.Dequeue();
            oldest.Settle(ErrorCode.RequestTimedOut);
        }

        Arm();
    }

    private void Arm() =>
        _timer.Change(_clock.TimeUntil(_waiting.TryPeek(out var oldest) ? oldest.Due : long.MaxValue), Timeout.InfiniteTimeSpan);

    private readonly record struct Waiting(long LastOffset, long Due, Action<ErrorCode> Settle);
}
