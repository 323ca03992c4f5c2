namespace MiniKafka.Runtime;

/// <summary>
/// What a loop owns, read for somebody who looks on at several things of it one after the other, from any thread: a reading is taken on the
/// loop when one of the things is looked at again, and serves for all others. Nobody waits for a loop that is held for more than a
/// moment: what was read last stays until it goes on.
/// </summary>
internal sealed class LoopReadings<T>(EventLoop loop, Func<T> read)
    where T : class
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly HashSet<object> _seenBy = [];
    private Task<T>? _coming;
    private T? _latest;
    private long _takenAt;

    /// <summary>The reading for one of those who look on; null once the loop has ended, or as long as it has not answered at all.</summary>
    /// <param name="eye">Who looks; each sees a reading once.</param>
    public T? For(object eye)
    {
        lock (_lock)
        {
            if (loop.IsStopped)
            {
                return null;
            }

            if (_latest is null || _seenBy.Contains(eye) || loop.Clock.GetElapsedTime(_takenAt) > Fresh)
            {
                Renew();
            }

            _seenBy.Add(eye);
            return _latest;
        }
    }

    private void Renew()
    {
        if (loop.IsCurrent || loop.Host.IsOfOneThread)
        {
            if (EventLoop.CurrentLoop?.Host == loop.Host)
            {
                Take(read());
            }

            return;
        }

        var isNew = _coming is null;
        _coming ??= loop.InvokeAsync(() => Task.FromResult(read()));
        try
        {
            // Who did not answer in time is not waited for again, and a loop is waited for by no other.
            if (_coming.IsCompleted || (isNew && EventLoop.CurrentLoop is null && HasEnded(_coming)))
            {
                var coming = _coming;
                _coming = null;
                Take(coming.GetAwaiter().GetResult());
            }
        }
        catch (LoopStoppedException)
        {
            _latest = null;
        }
    }

    /// <summary>Waits a moment; how it ended is asked of the task itself.</summary>
    private static bool HasEnded(Task coming) => Task.WaitAny([coming], Patience) == 0;

    private void Take(T reading)
    {
        (_latest, _takenAt) = (reading, loop.Clock.GetTimestamp());
        _seenBy.Clear();
    }
}
