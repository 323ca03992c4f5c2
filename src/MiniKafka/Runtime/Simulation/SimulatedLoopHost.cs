namespace MiniKafka.Runtime.Simulation;

/// <summary>
/// Runs every loop on the one thread that called <see cref="Run"/>, one item at a time, in virtual time: when nothing is
/// runnable the clock jumps to the next timer. Under the same seed a run takes the same steps in every process;
/// <see cref="TraceHash"/> sums them up. Work that arrives from another thread is an error, since its order would depend
/// on the machine: it ends the run.
/// </summary>
internal sealed class SimulatedLoopHost : LoopHost
{
    private static readonly TimeSpan LongestWorkerLatency = TimeSpan.FromMilliseconds(2);

    private readonly long _seed;
    private readonly Random? _order;
    private readonly Random _workerLatency;
    private readonly VirtualClock _clock = new();
    private readonly List<EventLoop> _loops = [];
    private readonly List<EventLoop> _runnable = [];
    private readonly EventLoop _main;
    private readonly EventLoop _workers;
    private StableHash _trace = new();
    private long _timerSequence;
    private int _runner;
    private bool _mayBeLate;
    private volatile Exception? _failure;

    public SimulatedLoopHost(long seed, SimulationOrder order = SimulationOrder.Seeded)
    {
        _seed = seed;
        _order = order == SimulationOrder.Seeded ? CreateRandom("order of loops") : null;
        _workerLatency = CreateRandom("latency of workers");
        _main = CreateLoop("main");
        _workers = CreateLoop("workers");
        _clock.AttachMain(_main);
    }

    public override TimeProvider Clock => _clock;

    protected override long Seed => _seed;

    public override bool IsOfOneThread => true;

    public override TaskCreationOptions CompletionOptions => TaskCreationOptions.None;

    /// <summary>Items run so far.</summary>
    public long Steps { get; private set; }

    public TimeSpan Elapsed => _clock.Elapsed;

    /// <summary>A sum over which loop ran when, and over everything given to <see cref="Trace"/>.</summary>
    public ulong TraceHash => _trace.Value;

    /// <summary>Called after every item with the loop it belonged to: looks at the world, changes nothing in it.</summary>
    public Action<EventLoop>? ItemRun { get; set; }

    /// <summary>
    /// Told of loops that fail. Without it the first failure ends the run, so that no test passes over a broken owner.
    /// </summary>
    public Action<EventLoop, Exception>? LoopFailed { get; init; }

    /// <summary>Runs the main task to its end, together with everything else on this host.</summary>
    public void Run(Func<Task> main) => Run(async () =>
    {
        await main().ConfigureAwait(true);
        return true;
    });

    /// <summary>Runs the main task to its end, together with everything else on this host.</summary>
    public T Run<T>(Func<Task<T>> main)
    {
        if (_runner != 0)
        {
            throw new InvalidOperationException("The simulation is running already.");
        }

        _runner = Environment.CurrentManagedThreadId;
        try
        {
            var task = _main.InvokeAsync(main);
            while (!task.IsCompleted && _failure is null)
            {
                if (_mayBeLate && NextTimer() is { } late && late.Timers.NextDue <= _clock.GetTimestamp())
                {
                    late.Timers.PostDue();
                    continue;
                }

                _mayBeLate = false;
                if (_runnable.Count > 0)
                {
                    RunNext();
                }
                else if (!JumpToNextTimer())
                {
                    throw new SimulationDeadlockException(Elapsed, _loops.Select(loop => loop.Name));
                }
            }

            if (_failure is { } failure)
            {
                throw new InvalidOperationException("The simulation was ended: " + failure.Message, failure);
            }

            return task.GetAwaiter().GetResult();
        }
        finally
        {
            _runner = 0;
        }
    }

    /// <summary>Adds something a scenario saw to the trace.</summary>
    public void Trace(string happened) => _trace.Add(happened);

    /// <summary>The item that runs takes so long, and with it everybody: what becomes due meanwhile is late. Without it no item takes any time.</summary>
    public void Spend(TimeSpan time)
    {
        _clock.JumpTo(_clock.GetTimestamp() + time.Ticks);
        _mayBeLate = true;
    }

    public override EventLoop CreateLoop(string name)
    {
        var loop = new EventLoop(this, name);
        _loops.Add(loop);
        return loop;
    }

    public override async Task<T> RunOnWorkerAsync<T>(WorkerKind kind, Func<T> work)
    {
        var completion = new TaskCompletionSource<T>(CompletionOptions);
        var latency = LongestWorkerLatency * _workerLatency.NextDouble();
        using var timer = _workers.Clock.CreateTimer(_ => Complete(completion, work), null, latency, Timeout.InfiniteTimeSpan);
        return await completion.Task.ConfigureAwait(true);
    }

    public override ValueTask DisposeAsync()
    {
        foreach (var loop in _loops.ToArray())
        {
            loop.Stop();
        }

        return ValueTask.CompletedTask;
    }

    internal override void Schedule(EventLoop loop) => _runnable.Add(loop);

    internal override void TimerArmed(EventLoop loop, long due)
    {
        // Looked up when the clock jumps.
    }

    internal override void Remove(EventLoop loop) => _loops.Remove(loop);

    internal override void ReportFailure(EventLoop loop, Exception exception)
    {
        if (LoopFailed is { } told)
        {
            told(loop, exception);
        }
        else
        {
            _failure ??= new LoopStoppedException(loop.Name, exception);
        }
    }

    internal override bool Admits(EventLoop loop)
    {
        if (_runner == 0 || _runner == Environment.CurrentManagedThreadId)
        {
            return true;
        }

        _failure ??= new InvalidOperationException(
            $"Work for the loop '{loop.Name}' came from a thread outside the simulation:{Environment.NewLine}{Environment.StackTrace}");
        return false;
    }

    internal override long NextTimerSequence() => _timerSequence++;

    private static void Complete<T>(TaskCompletionSource<T> completion, Func<T> work)
    {
        try
        {
            completion.SetResult(work());
        }
#pragma warning disable CA1031 // The exception goes to whoever asked for the job.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            completion.SetException(exception);
        }
    }

    private void RunNext()
    {
        var index = _order?.Next(_runnable.Count) ?? 0;
        var loop = _runnable[index];
        _runnable.RemoveAt(index);
        Steps++;
        _trace.Add(loop.Name);
        _trace.Add(_clock.GetTimestamp());
        if (loop.RunItems(1))
        {
            _runnable.Add(loop);
        }

        ItemRun?.Invoke(loop);
    }

    private bool JumpToNextTimer()
    {
        if (NextTimer() is not { } next)
        {
            return false;
        }

        _clock.JumpTo(next.Timers.NextDue);
        next.Timers.PostDue();
        return true;
    }

    /// <summary>The loop whose timer is due first; null when none is armed.</summary>
    private EventLoop? NextTimer()
    {
        EventLoop? next = null;
        var due = long.MaxValue;
        foreach (var loop in _loops)
        {
            var candidate = loop.Timers.NextDue;
            if (candidate < due ||
                (candidate == due && next is not null && loop.Timers.NextSequence < next.Timers.NextSequence))
            {
                (next, due) = (loop, candidate);
            }
        }

        return next;
    }
}
