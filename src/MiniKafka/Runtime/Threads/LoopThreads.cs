using System.Collections.Concurrent;
using System.Diagnostics;
using MiniKafka.Runtime.Polling;

namespace MiniKafka.Runtime.Threads;

/// <summary>
/// The threads of a host and the queue of what is ready to run. A thread is made when something is ready and nobody is free. Those that have nothing to
/// do wait in the poller: for sockets, for the next timer, and to be woken for what is ready; at most one is being woken at a time, and wakes the next when it
/// finds more than it takes. When nobody works and no timer is armed, nothing wakes up.
/// </summary>
internal sealed class LoopThreads(int maxThreads, Action fireTimers, Func<long> nextTimerDue)
{
    private static readonly long PatienceTicks = Stopwatch.Frequency / 50_000; // 20 µs
    private static readonly long WatchTicks = Stopwatch.Frequency / 500; // 2 ms
    private static readonly long LookTicks = Stopwatch.Frequency / 10_000; // 100 µs

    private readonly ConcurrentQueue<IRunnable> _ready = new();
    private readonly Lock _gate = new();
    private readonly Lock _alarmGate = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile LoopThread[] _threads = [];
    private int _made;
    private int _waiting;
    private int _waking;
    private long _alarm = long.MaxValue;
    private long _polled;
    private long _wakeUps;
    private volatile bool _closed;

    public IPoller Poller { get; } = OperatingSystem.IsLinux() ? new EpollPoller() : new SelectPoller();

    public bool IsClosed => _closed;

    /// <summary>How often a thread that waited has gone on; stands still while nothing happens.</summary>
    public long WakeUps => Interlocked.Read(ref _wakeUps);

    /// <summary>True when all threads have work, and nobody has looked at the sockets for a while.</summary>
    public bool IsNobodyPolling => Volatile.Read(ref _waiting) == 0 && Stopwatch.GetTimestamp() - Volatile.Read(ref _polled) > LookTicks;

    /// <summary>Lets the loop run on some thread soon.</summary>
    public void Schedule(EventLoop loop)
    {
        if (LoopThread.Current is { } here && here.Owner == this && here.TryKeep(loop))
        {
            if (EventLoop.CurrentLoop is not null)
            {
                WatchOver();
            }
        }
        else if (!LoopGuest.TryKeep(loop))
        {
            Enqueue(loop);
        }
    }

    public void Enqueue(IRunnable work)
    {
        _ready.Enqueue(work);

        // Whoever is about to wait is counted before it looks at the queue for the last time.
        Interlocked.MemoryBarrier();
        Wake();
    }

    public IRunnable? TryDequeue()
    {
        if (!_ready.TryDequeue(out var work))
        {
            return null;
        }

        if (!_ready.IsEmpty)
        {
            Wake();
        }

        return work;
    }

    /// <summary>Between two items: hands on a loop that has waited behind this one long enough, and says whether this one's turn is over.</summary>
    public bool ItemRan()
    {
        if (LoopThread.Current is not { } here)
        {
            return false;
        }

        if (here.TakeOverdue(PatienceTicks) is { } waiting)
        {
            Enqueue(waiting);
        }

        return here.IsTurnOver();
    }

    public void FireTimers() => fireTimers();

    /// <summary>A timer is due earlier than all before. A thread of these sees to it when it goes to wait.</summary>
    public void TimerArmed(long due)
    {
        if (LoopThread.Current?.Owner != this)
        {
            WakeAt(due);
            if (_threads.Length == 0)
            {
                MakeThread(1);
            }
        }
    }

    /// <summary>Waits until something happens.</summary>
    public int Wait(Span<SocketNews> news)
    {
        var allWait = Interlocked.Increment(ref _waiting) == _threads.Length;
        WakeForTimers(allWait);
        var count = Poller.Wait(news, looksOnly: !_ready.IsEmpty || _closed);
        Interlocked.Decrement(ref _waiting);
        Interlocked.Increment(ref _wakeUps);
        if (count > 0 && _threads.Length == 1)
        {
            // While this one handles them, somebody has to wait for the others.
            MakeThread(2);
        }

        return Polled(count, isBusy: count > 0);
    }

    /// <summary>Looks whether something has happened.</summary>
    public int Look(Span<SocketNews> news) => Polled(Poller.Wait(news, looksOnly: true), isBusy: true);

    /// <summary>A thread begins what may take long: those that wait see to the next timer meanwhile.</summary>
    public void TurnBegins()
    {
        if (Volatile.Read(ref _waiting) > 0)
        {
            WakeAt(nextTimerDue());
        }
    }

    public Task CloseAsync()
    {
        lock (_gate)
        {
            _closed = true;
            EndOrWakeNext();
        }

        return _ended.Task;
    }

    public void Ended(LoopThread thread)
    {
        lock (_gate)
        {
            _threads = [.. _threads.Where(other => other != thread)];
            EndOrWakeNext();
        }
    }

    private void EndOrWakeNext()
    {
        if (_threads.Length > 0)
        {
            Poller.Wake();
        }
        else
        {
            Poller.Dispose();
            _ended.TrySetResult();
        }
    }

    /// <param name="count">How many news there are.</param>
    /// <param name="isBusy">The thread has something else to do before it takes what is ready.</param>
    private int Polled(int count, bool isBusy)
    {
        // From here on the calling thread looks at the queue again before it waits.
        Interlocked.Exchange(ref _waking, 0);
        var now = Stopwatch.GetTimestamp();
        Volatile.Write(ref _polled, now);
        if (now >= Volatile.Read(ref _alarm))
        {
            lock (_alarmGate)
            {
                _alarm = now >= _alarm ? long.MaxValue : _alarm;
            }

            fireTimers();
            TakeOverdueLoops();
        }

        if (isBusy)
        {
            TurnBegins();
        }

        // What woke this one may have been meant for whoever takes what is ready.
        if ((isBusy || LoopThread.Current is { KeepsLoop: true }) && !_ready.IsEmpty && Volatile.Read(ref _waiting) > 0)
        {
            Wake();
        }

        return count;
    }

    private void WakeAt(long due)
    {
        if (due < Volatile.Read(ref _alarm))
        {
            lock (_alarmGate)
            {
                if (due < _alarm)
                {
                    SetAlarm(due);
                }
            }
        }
    }

    /// <summary>When all threads wait there is no loop to watch over, and the alarm may be later than it was.</summary>
    private void WakeForTimers(bool allWait)
    {
        var due = nextTimerDue();
        if (due == Volatile.Read(ref _alarm))
        {
            return;
        }

        lock (_alarmGate)
        {
            due = nextTimerDue();
            if (due < _alarm || (allWait && due > _alarm))
            {
                SetAlarm(due);
            }
        }
    }

    private void SetAlarm(long due)
    {
        Volatile.Write(ref _alarm, due);
        Poller.WakeAt(due);
    }

    /// <summary>A loop waits behind an item of another: somebody looks after a while whether it still does.</summary>
    private void WatchOver()
    {
        WakeAt(Stopwatch.GetTimestamp() + WatchTicks);
        if (_threads.Length == 1)
        {
            MakeThread(2);
        }
    }

    private void TakeOverdueLoops()
    {
        foreach (var thread in _threads)
        {
            if (thread.TakeOverdue(PatienceTicks) is { } waiting)
            {
                Enqueue(waiting);
            }
            else if (thread.KeepsLoop)
            {
                WatchOver();
            }
        }
    }

    private void Wake()
    {
        if (Volatile.Read(ref _waiting) == 0)
        {
            MakeThread(maxThreads);
        }
        else if (Interlocked.Exchange(ref _waking, 1) == 0)
        {
            Poller.Wake();
        }
    }

    private void MakeThread(int upTo)
    {
        if (_threads.Length >= upTo)
        {
            return;
        }

        lock (_gate)
        {
            if (!_closed && _threads.Length < upTo)
            {
                var thread = new LoopThread(this, ++_made);
                _threads = [.. _threads, thread];
                thread.Begin();
            }
        }
    }
}
