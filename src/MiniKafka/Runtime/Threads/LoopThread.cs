using System.Diagnostics;
using MiniKafka.Runtime.Polling;

namespace MiniKafka.Runtime.Threads;

/// <summary>
/// One thread of a <see cref="ThreadLoopHost"/>. It runs what is ready, tells sockets of their news, and then waits with the others. A loop that is woken
/// from here waits in <see cref="_next"/>, so that what a socket received is handled, and two loops talk to each other, without a change of thread; when it
/// has waited too long it is handed to another thread.
/// </summary>
internal sealed class LoopThread(LoopThreads owner, int number)
{
    private const int NewsAtOnce = 16;
    private const int LookElsewhereEvery = 16;
    private const int ItemsBetweenLooksAtTheClock = 8;
    private static readonly long LongestTurn = Stopwatch.Frequency / 2000; // 500 µs

    [ThreadStatic]
    private static LoopThread? s_current;

    private readonly Queue<Action> _afterTurn = new();
    private readonly SocketNews[] _news = new SocketNews[NewsAtOnce];
    private EventLoop? _next;
    private long _nextSince;
    private long _turnSince;
    private int _turns;
    private int _items;

    public static LoopThread? Current => s_current;

    public LoopThreads Owner => owner;

    /// <summary>Runs it when what the calling thread does now is done; at once on a thread of somebody else.</summary>
    public static void AfterTurn(Action action)
    {
        if (s_current is { } here)
        {
            here._afterTurn.Enqueue(action);
        }
        else
        {
            action();
        }
    }

    /// <summary>True while somebody waits in <see cref="_next"/>.</summary>
    public bool KeepsLoop => Volatile.Read(ref _next) is not null;

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

    /// <summary>What this thread does next takes long: another one is to run the loop that waits for it.</summary>
    public void HandOver()
    {
        if (_next is not null && Interlocked.Exchange(ref _next, null) is { } loop)
        {
            owner.Enqueue(loop);
        }
    }

    /// <summary>Called after each item of a loop: true when the loop has had its turn.</summary>
    public bool IsTurnOver() => ++_items % ItemsBetweenLooksAtTheClock == 0 && Stopwatch.GetTimestamp() - _turnSince > LongestTurn;

    private void Run()
    {
        s_current = this;
        while (!owner.IsClosed)
        {
            if (Take() is not { } work)
            {
                Tell(owner.Wait(_news));
                continue;
            }

            owner.TurnBegins();
            _turnSince = Stopwatch.GetTimestamp();
            if (work.RunTurn())
            {
                owner.Enqueue(work);
            }

            EndTurn();
            owner.FireTimers();
            if (owner.IsNobodyPolling)
            {
                Tell(owner.Look(_news));
            }
        }

        owner.Ended(this);
    }

    private void Tell(int count)
    {
        foreach (ref var news in _news.AsSpan(0, count))
        {
            news.Watch.Tell(news);
            news = default;
            EndTurn();
        }
    }

    private void EndTurn()
    {
        while (_afterTurn.TryDequeue(out var action))
        {
            action();
        }
    }

    private IRunnable? Take()
    {
        if (++_turns % LookElsewhereEvery == 0 && owner.TryDequeue() is { } waiting)
        {
            return waiting;
        }

        return (_next is null ? null : Interlocked.Exchange(ref _next, null)) ?? owner.TryDequeue();
    }
}
