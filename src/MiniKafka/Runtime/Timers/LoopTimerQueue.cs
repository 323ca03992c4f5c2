namespace MiniKafka.Runtime.Timers;

/// <summary>
/// The armed timers of one loop: a binary heap ordered by due time and age, in which every timer knows its place, so
/// that a timer which is cancelled leaves at once and nothing piles up. Armed and cancelled from any thread under a
/// lock; fired only on the loop.
/// </summary>
internal sealed class LoopTimerQueue(ITimerOwner owner, TimeProvider time)
{
    private static readonly Action<object?> FireDue = static state => ((LoopTimerQueue)state!).Fire();

    private readonly Lock _gate = new();
    private LoopTimer[] _heap = new LoopTimer[4];
    private int _count;
    private long _nextDue = long.MaxValue;
    private bool _stopped;

    /// <summary>When the earliest timer is due, as a timestamp of the host's clock; the maximum when none is armed.</summary>
    public long NextDue => Volatile.Read(ref _nextDue);

    /// <summary>How many are armed.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _count;
            }
        }
    }

    /// <summary>Among loops whose earliest timers are due together, the one armed first goes first.</summary>
    public long NextSequence
    {
        get
        {
            lock (_gate)
            {
                return _count == 0 ? long.MaxValue : _heap[0].Sequence;
            }
        }
    }

    public bool Change(LoopTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        long due;
        lock (_gate)
        {
            if (timer.IsDisposed || _stopped)
            {
                return false;
            }

            Disarm(timer);
            if (dueTime == Timeout.InfiniteTimeSpan)
            {
                PublishNext();
                return true;
            }

            ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.Zero);
            timer.Period = period <= TimeSpan.Zero ? 0 : Math.Max(1, time.TimestampsIn(period));
            timer.Due = time.GetTimestamp() + time.TimestampsIn(dueTime);
            Arm(timer);
            var before = _nextDue;
            PublishNext();
            due = _nextDue;
            if (due >= before)
            {
                return true;
            }
        }

        owner.TimerArmed(due);
        return true;
    }

    public void Dispose(LoopTimer timer)
    {
        lock (_gate)
        {
            timer.IsDisposed = true;
            if (!_stopped)
            {
                Disarm(timer);
                PublishNext();
            }
        }
    }

    public void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            Array.Clear(_heap);
            _count = 0;
            PublishNext();
        }
    }

    /// <summary>Called by the host when the earliest timer is due; puts the firing on the loop.</summary>
    public void PostDue()
    {
        // Not announced again while the item is on its way: Fire publishes the next due time when it is done.
        Volatile.Write(ref _nextDue, long.MaxValue);
        owner.TryPost(FireDue, this);
    }

    private void Fire()
    {
        var now = time.GetTimestamp();
        while (TakeDue(now) is { } timer)
        {
            timer.Fire();
        }

        long due;
        lock (_gate)
        {
            PublishNext();
            due = _nextDue;
        }

        if (due != long.MaxValue)
        {
            owner.TimerArmed(due);
        }
    }

    private LoopTimer? TakeDue(long now)
    {
        lock (_gate)
        {
            if (_count == 0 || _heap[0].Due > now)
            {
                return null;
            }

            var timer = _heap[0];
            Disarm(timer);
            if (timer.Period > 0)
            {
                // Beats that were missed are one; the next is the first that is still to come.
                timer.Due += (((now - timer.Due) / timer.Period) + 1) * timer.Period;
                Arm(timer);
            }

            return timer;
        }
    }

    private void PublishNext() => Volatile.Write(ref _nextDue, _count == 0 ? long.MaxValue : _heap[0].Due);

    private void Arm(LoopTimer timer)
    {
        if (_count == _heap.Length)
        {
            Array.Resize(ref _heap, _count * 2);
        }

        timer.Sequence = owner.NextTimerSequence();
        SiftUp(timer, _count++);
    }

    private void Disarm(LoopTimer timer)
    {
        var index = timer.Index;
        if (index < 0)
        {
            return;
        }

        timer.Index = -1;
        var last = _heap[--_count];
        _heap[_count] = null!;
        if (ReferenceEquals(last, timer))
        {
            return;
        }

        if (index > 0 && last.IsBefore(_heap[(index - 1) / 2]))
        {
            SiftUp(last, index);
        }
        else
        {
            SiftDown(last, index);
        }
    }

    private void SiftUp(LoopTimer timer, int index)
    {
        while (index > 0)
        {
            var parent = _heap[(index - 1) / 2];
            if (!timer.IsBefore(parent))
            {
                break;
            }

            Place(parent, index);
            index = (index - 1) / 2;
        }

        Place(timer, index);
    }

    private void SiftDown(LoopTimer timer, int index)
    {
        while (true)
        {
            var child = (2 * index) + 1;
            if (child >= _count)
            {
                break;
            }

            if (child + 1 < _count && _heap[child + 1].IsBefore(_heap[child]))
            {
                child++;
            }

            if (!_heap[child].IsBefore(timer))
            {
                break;
            }

            Place(_heap[child], index);
            index = child;
        }

        Place(timer, index);
    }

    private void Place(LoopTimer timer, int index)
    {
        _heap[index] = timer;
        timer.Index = index;
    }
}
