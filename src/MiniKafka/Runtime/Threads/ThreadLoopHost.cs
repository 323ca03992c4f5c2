using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography;
using MiniKafka.Runtime.Polling;

namespace MiniKafka.Runtime.Threads;

/// <summary>
/// Loops in real time on a few threads of the host's own, so that users who block the thread pool do not stop them.
/// Threads are made when first needed; idle ones wait for sockets, for the next timer of all loops, and for work.
/// </summary>
internal sealed class ThreadLoopHost : LoopHost
{
    private readonly ThreadLoopHostOptions _options;
    private readonly LoopThreads _threads;
    private readonly WorkerPool _io;
    private readonly WorkerPool _background;
    private readonly WorkerPool _user;
    private readonly Lock _gate = new();
    private readonly long _seed;
    private EventLoop[] _loops = [];
    private long _nextTimerDue = long.MaxValue;
    private long _timerSequence;
    private bool _disposed;

    public ThreadLoopHost(ThreadLoopHostOptions? options = null)
    {
        _options = options ?? new ThreadLoopHostOptions();
        _threads = new LoopThreads(Math.Max(2, _options.LoopThreads), FireTimers, () => Volatile.Read(ref _nextTimerDue));
        _io = new WorkerPool("MiniKafka io", _options.IoWorkers);
        _background = new WorkerPool("MiniKafka background", _options.BackgroundWorkers);
        _user = new WorkerPool("MiniKafka user", _options.UserWorkers);
        _seed = _options.Seed ?? BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));
    }

    public override TimeProvider Clock => TimeProvider.System;

    protected override long Seed => _seed;

    /// <summary>How often a thread that waited has gone on; stands still while nothing happens.</summary>
    internal long WakeUps => _threads.WakeUps;

    public override EventLoop CreateLoop(string name)
    {
        var loop = new EventLoop(this, name);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            Volatile.Write(ref _loops, [.. _loops, loop]);
        }

        return loop;
    }

    public override Task<T> RunOnWorkerAsync<T>(WorkerKind kind, Func<T> work) => kind switch
    {
        WorkerKind.Io => _io.RunAsync(work),
        WorkerKind.User => _user.RunAsync(work),
        _ => _background.RunAsync(work),
    };

    public override async ValueTask DisposeAsync()
    {
        EventLoop[] loops;
        lock (_gate)
        {
            _disposed = true;
            loops = _loops;
        }

        foreach (var loop in loops)
        {
            loop.Stop();
        }

        await Task.WhenAll(_threads.CloseAsync(), _io.CloseAsync(), _background.CloseAsync(), _user.CloseAsync()).ConfigureAwait(false);
    }

    internal override void Schedule(EventLoop loop) => _threads.Schedule(loop);

    internal override void Resume(EventLoop loop) => _threads.Enqueue(loop);

    internal override SocketWatch Watch(Socket socket) => new(_threads.Poller, socket);

    internal override void Run(IRunnable work)
    {
        var isHere = LoopThread.Current?.Owner == _threads && EventLoop.CurrentLoop is null;
        if (!isHere || work.RunTurn())
        {
            _threads.Enqueue(work);
        }
    }

    internal override void TimerArmed(EventLoop loop, long due)
    {
        var known = Volatile.Read(ref _nextTimerDue);
        while (due < known)
        {
            var seen = Interlocked.CompareExchange(ref _nextTimerDue, due, known);
            if (seen == known)
            {
                _threads.TimerArmed(due);
                return;
            }

            known = seen;
        }
    }

    internal override void Remove(EventLoop loop)
    {
        lock (_gate)
        {
            Volatile.Write(ref _loops, [.. _loops.Where(other => other != loop)]);
        }
    }

    internal override void ReportFailure(EventLoop loop, Exception exception) =>
        RuntimeLog.LoopFailed(_options.Logger, loop.Name, exception);

    internal override long NextTimerSequence() => Interlocked.Increment(ref _timerSequence);

    internal override bool ItemRan() => _threads.ItemRan();

    private void FireTimers()
    {
        var now = Stopwatch.GetTimestamp();
        if (Volatile.Read(ref _nextTimerDue) > now)
        {
            return;
        }

        // Reset before the loops are asked: a timer armed meanwhile lowers it again by itself.
        Interlocked.Exchange(ref _nextTimerDue, long.MaxValue);
        foreach (var loop in Volatile.Read(ref _loops))
        {
            var due = loop.Timers.NextDue;
            if (due <= now)
            {
                loop.Timers.PostDue();
            }
            else if (due != long.MaxValue)
            {
                TimerArmed(loop, due);
            }
        }
    }
}
