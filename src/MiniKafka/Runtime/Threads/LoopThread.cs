using System.Diagnostics;

namespace MiniKafka.Runtime.Threads;

/// <summary>
/// One thread of a <see cref="ThreadLoopHost"/>. It runs loops that are ready, looks around for a moment when there are
/// none, and then parks. A loop that is woken from here waits in <see cref="_next"/>, so that two loops talking to each
/// other stay on one thread and cost no wake-up; when it has waited too long it is handed to another thread.
/// </summary>
internal sealed class LoopThread(LoopThreads owner, int number)
{
    private const int ItemsPerTurn = 128;
    private const int LookElsewhereEvery = 16;

    [ThreadStatic]
    private static LoopThread? s_current;

    private readonly object _parking = new();
    private bool _signaled;
    private EventLoop? _next;
    private long _nextSince;
    private int _turns;

    public static LoopThread? Current => s_current;

    public LoopThreads Owner => owner;

    public void Begin() => new Thread(Run) { IsBackground = true, Name = "MiniKafka loops " + number }.UnsafeStart();

    /// <summary>Keeps the loop for after the current item; false when another loop waits there already.</summary>
    public bool TryKeep(EventLoop loop)
    {
        if (_next is not null)
        {
            return false;
        }

        Volatile.Write(ref _nextSince, Stopwatch.GetTimestamp());
        Volatile.Write(ref _next, loop);
        return true;
    }

    /// <summary>The loop that has waited here longer than that, taken away; null when there is none.</summary>
    public EventLoop? TakeOverdue(long patience) =>
        Volatile.Read(ref _next) is not null && Stopwatch.GetTimestamp() - Volatile.Read(ref _nextSince) > patience
            ? Interlocked.Exchange(ref _next, null)
            : null;

    public void Signal()
    {
        lock (_parking)
        {
            _signaled = true;
            Monitor.Pulse(_parking);
        }
    }

    /// <summary>Sleeps until signaled or until the time is over; true when signaled.</summary>
    public bool Park(TimeSpan atMost)
    {
        lock (_parking)
        {
            if (!_signaled)
            {
                Monitor.Wait(_parking, atMost);
            }

            var signaled = _signaled;
            _signaled = false;
            return signaled;
        }
    }

    private void Run()
    {
        s_current = this;
        while (!owner.IsClosed)
        {
            var loop = Take() ?? owner.Search();
            if (loop is null)
            {
                owner.ParkIdle(this);
                continue;
            }

            if (loop.RunItems(ItemsPerTurn))
            {
                owner.Enqueue(loop);
            }

            owner.FireTimers();
        }

        owner.Ended(this);
    }

    private EventLoop? Take()
    {
        if (++_turns % LookElsewhereEvery == 0 && owner.TryDequeue() is { } waiting)
        {
            return waiting;
        }

        return Interlocked.Exchange(ref _next, null) ?? owner.TryDequeue();
    }
}
