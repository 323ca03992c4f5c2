using System.Collections.Concurrent;
using System.Diagnostics;

namespace MiniKafka.Runtime.Threads;

/// <summary>
/// The threads of a host and the queue of loops that are ready. A thread is made when a loop is ready and nobody is free.
/// At most one idle thread looks around before it parks, and at most one parked thread sleeps with a deadline: it
/// wakes for the next timer, and, while others work, now and then to take over a loop that waits behind a long item.
/// When nobody works and no timer is armed, nothing wakes up.
/// </summary>
internal sealed class LoopThreads(int maxThreads, Action fireTimers, Func<long> nextTimerDue)
{
    private static readonly long PatienceTicks = Stopwatch.Frequency / 50_000; // 20 µs
    private static readonly long WatchTicks = Stopwatch.Frequency / 500; // 2 ms

    private readonly ConcurrentQueue<EventLoop> _ready = new();
    private readonly LoopSearch _search = new();
    private readonly Lock _gate = new();
    private readonly List<LoopThread> _threads = [];
    private readonly List<LoopThread> _idle = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LoopThread? _sleeper;
    private long _sleeperDeadline = long.MaxValue;
    private int _made;
    private long _wakeUps;
    private volatile bool _watched;
    private volatile bool _closed;

    public bool IsClosed => _closed;

    /// <summary>How often a parked thread has woken up; stands still while nothing happens.</summary>
    public long WakeUps => Interlocked.Read(ref _wakeUps);

    /// <summary>Lets the loop run on some thread soon.</summary>
    public void Schedule(EventLoop loop)
    {
        if (LoopThread.Current is { } here && ReferenceEquals(here.Owner, this) && here.TryKeep(loop))
        {
            if (!_watched && !_search.IsGoingOn)
            {
                Wake(evenIfNew: _made < 2);
            }

            return;
        }

        if (!LoopGuest.TryKeep(loop))
        {
            Enqueue(loop);
        }
    }

    public void Enqueue(EventLoop loop)
    {
        _ready.Enqueue(loop);
        Interlocked.MemoryBarrier();
        if (!_search.IsGoingOn)
        {
            Wake(evenIfNew: true);
        }
    }

    public EventLoop? TryDequeue() => _ready.TryDequeue(out var loop) ? loop : null;

    /// <summary>Between two items: hands on a loop that has waited behind this one long enough.</summary>
    public void ItemRan()
    {
        if (LoopThread.Current?.TakeOverdue(PatienceTicks) is { } waiting)
        {
            Enqueue(waiting);
        }
    }

    public void FireTimers() => fireTimers();

    /// <summary>A timer is due earlier than all before: somebody has to sleep no longer than that.</summary>
    public void TimerArmed(long due)
    {
        if (due < Volatile.Read(ref _sleeperDeadline) && LoopThread.Current?.Owner != this)
        {
            Wake(evenIfNew: _made == 0);
        }
    }

    /// <summary>Looks for a loop for a moment, unless another thread does already.</summary>
    public EventLoop? Search()
    {
        var found = _search.Look(_ready);
        if (found is not null && !_ready.IsEmpty)
        {
            Wake(evenIfNew: true);
        }

        return found;
    }

    public void ParkIdle(LoopThread thread)
    {
        var timeout = Timeout.InfiniteTimeSpan;
        lock (_gate)
        {
            _idle.Add(thread);
            if (_sleeper is null || nextTimerDue() < _sleeperDeadline)
            {
                timeout = BecomeSleeper(thread);
            }
        }

        // The look comes after this thread is known to be idle: whoever enqueued before it was known did not wake it.
        Interlocked.MemoryBarrier();
        if (_ready.IsEmpty && !_closed && timeout != TimeSpan.Zero)
        {
            thread.Park(timeout);
            Interlocked.Increment(ref _wakeUps);
        }

        var wasSleeper = false;
        lock (_gate)
        {
            _idle.Remove(thread);
            if (_sleeper == thread)
            {
                wasSleeper = true;
                ForgetSleeper();
            }
        }

        if (wasSleeper)
        {
            fireTimers();
            TakeOverdueLoops();
        }
    }

    public Task CloseAsync()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (var thread in _threads)
            {
                thread.Signal();
            }

            if (_threads.Count == 0)
            {
                _ended.TrySetResult();
            }
        }

        return _ended.Task;
    }

    public void Ended(LoopThread thread)
    {
        lock (_gate)
        {
            _threads.Remove(thread);
            if (_threads.Count == 0)
            {
                _ended.TrySetResult();
            }
        }
    }

    private TimeSpan BecomeSleeper(LoopThread thread)
    {
        var now = Stopwatch.GetTimestamp();
        var deadline = nextTimerDue();
        if (_idle.Count < _threads.Count)
        {
            deadline = Math.Min(deadline, now + WatchTicks);
            _watched = true;
        }

        if (deadline == long.MaxValue)
        {
            return Timeout.InfiniteTimeSpan;
        }

        _sleeper = thread;
        Volatile.Write(ref _sleeperDeadline, deadline);

        // Waits count in milliseconds; rounded up, so that nobody wakes just too early and spins.
        return deadline <= now
            ? TimeSpan.Zero
            : TimeSpan.FromMilliseconds(Math.Ceiling(Math.Min(Stopwatch.GetElapsedTime(now, deadline).TotalMilliseconds, 60_000)));
    }

    private void ForgetSleeper()
    {
        _sleeper = null;
        _watched = false;
        Volatile.Write(ref _sleeperDeadline, long.MaxValue);
    }

    private void TakeOverdueLoops()
    {
        LoopThread[] threads;
        lock (_gate)
        {
            threads = [.. _threads];
        }

        foreach (var thread in threads)
        {
            if (thread.TakeOverdue(PatienceTicks) is { } waiting)
            {
                _ready.Enqueue(waiting);
            }
        }
    }

    private void Wake(bool evenIfNew)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            if (_idle.Count > 0)
            {
                // The one that sleeps for the timers is woken last.
                var index = _idle.Count > 1 && _idle[^1] == _sleeper ? _idle.Count - 2 : _idle.Count - 1;
                var thread = _idle[index];
                _idle.RemoveAt(index);
                if (thread == _sleeper)
                {
                    ForgetSleeper();
                }

                thread.Signal();
            }
            else if (evenIfNew && _threads.Count < maxThreads)
            {
                var thread = new LoopThread(this, ++_made);
                _threads.Add(thread);
                thread.Begin();
            }
        }
    }
}
