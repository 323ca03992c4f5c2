using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using MiniKafka.Runtime.Timers;

namespace MiniKafka.Runtime;

/// <summary>
/// Runs the work of one owner (a broker, a client) one item at a time, in the order it was posted, wherever its host
/// lets it run. State that belongs to the owner is touched only from here, so it needs no locks. Work that awaits
/// comes back here, timers of <see cref="Clock"/> fire here. An exception that reaches the loop ends it: the host is
/// told, everything queued or posted later is refused, and every unfinished call into the loop fails.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A cancellation source without a timer holds nothing to dispose of.")]
internal sealed class EventLoop : SynchronizationContext, ITimerOwner, IRunnable
{
    private const int Idle = 0;
    private const int Scheduled = 1;
    private const int ItemsPerTurn = 128;

    private const int Running = 1;
    private const int RunningLast = 2;

    [ThreadStatic]
    private static EventLoop? s_current;

    private readonly ConcurrentQueue<LoopWorkItem> _queue = new();
    private readonly LoopInvocations _invocations = new();
    private readonly TaskCompletionSource<Exception> _failed;
    private readonly CancellationTokenSource _ended = new();
    private readonly LoopHost _host;
    private readonly LoopClock _clock;
    private volatile LoopStoppedException? _stopped;
    private LoopHold? _hold;
    private int _state;
    private int _running;

    public EventLoop(LoopHost host, string name)
    {
        _host = host;
        _failed = new TaskCompletionSource<Exception>(host.CompletionOptions);
        Name = name;
        Timers = new LoopTimerQueue(this, host.Clock);
        _clock = new LoopClock(host.Clock, Timers);
    }

    /// <summary>The loop this thread is running right now, if any.</summary>
    public static EventLoop? CurrentLoop => s_current;

    public string Name { get; }

    public LoopHost Host => _host;

    /// <summary>The host's time; timers made from it fire on this loop.</summary>
    public TimeProvider Clock => _clock;

    /// <summary>True while the calling thread runs an item of this loop.</summary>
    public bool IsCurrent => ReferenceEquals(s_current, this);

    /// <summary>Completes with the exception that ended the loop; stays open when the owner stops it.</summary>
    public Task<Exception> Failed => _failed.Task;

    /// <summary>True once the loop failed or was stopped: nothing runs on it any more.</summary>
    public bool IsStopped => _stopped is not null;

    /// <summary>
    /// Cancelled when the loop failed or was stopped, as soon as nothing of it runs any more: on the thread that ends it, or on the one that
    /// runs it at that moment. What it owned is anybody's then, and is to be let go.
    /// </summary>
    public CancellationToken Ended => _ended.Token;

    internal LoopTimerQueue Timers { get; }

    /// <summary>Queues an item; throws <see cref="LoopStoppedException"/> when the loop has ended.</summary>
    public void Post(Action callback)
    {
        if (!TryPost(new LoopWorkItem(callback)))
        {
            throw Refusal();
        }
    }

    /// <summary>Queues an item without allocating; throws <see cref="LoopStoppedException"/> when the loop has ended.</summary>
    public void Post(Action<object?> callback, object? state)
    {
        if (!TryPost(new LoopWorkItem(callback, state)))
        {
            throw Refusal();
        }
    }

    /// <summary>Queues an item, or returns false when the loop has ended.</summary>
    public bool TryPost(Action<object?> callback, object? state) => TryPost(new LoopWorkItem(callback, state));

    /// <summary>
    /// The await machinery comes through here and must not see exceptions (it would end the process), so continuations
    /// of a loop that has ended are dropped: their owner has been told by then.
    /// </summary>
    public override void Post(SendOrPostCallback d, object? state) => TryPost(new LoopWorkItem(d, state));

    public override void Send(SendOrPostCallback d, object? state)
    {
        if (!IsCurrent)
        {
            throw new NotSupportedException("A loop is never waited for synchronously.");
        }

        d(state);
    }

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>A task source for work of this loop that others await; see <see cref="LoopHost.CompletionOptions"/>.</summary>
    public TaskCompletionSource<T> CreateCompletion<T>() => new(_host.CompletionOptions);

    /// <summary>A task source for work of this loop that others await; see <see cref="LoopHost.CompletionOptions"/>.</summary>
    public TaskCompletionSource CreateCompletion() => new(_host.CompletionOptions);

    /// <summary>Runs the work on the loop (at once when already on it) and hands back its outcome.</summary>
    public Task InvokeAsync(Func<Task> work) => InvokeAsync(async () =>
    {
        await work().ConfigureAwait(true);
        return true;
    });

    /// <summary>Runs the work on the loop (at once when already on it) and hands back its outcome.</summary>
    public Task<T> InvokeAsync<T>(Func<Task<T>> work)
    {
        if (IsCurrent)
        {
            return work();
        }

        var invocation = new LoopInvocation<T>(this, work);
        if (!_invocations.TryAdd(invocation))
        {
            return Task.FromException<T>(Refusal());
        }

        TryPost(new LoopWorkItem(LoopInvocation.Run, invocation));
        return invocation.Task;
    }

    /// <summary>Runs the work on the loop for a caller who may give up: cancelled before, it does not begin; later, nobody waits for it any more.</summary>
    public Task<T> InvokeAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken) => cancellationToken.IsCancellationRequested
        ? Task.FromCanceled<T>(cancellationToken)
        : InvokeAsync(work).WaitAsync(cancellationToken);

    /// <summary>Runs the work on the loop for a caller who may give up: cancelled before, it does not begin; later, nobody waits for it any more.</summary>
    public Task InvokeAsync(Func<Task> work, CancellationToken cancellationToken) => cancellationToken.IsCancellationRequested
        ? Task.FromCanceled(cancellationToken)
        : InvokeAsync(work).WaitAsync(cancellationToken);

    /// <summary>Starts work nobody awaits. An exception of it ends the loop loudly instead of getting lost.</summary>
    public void Start(Func<Task> work) => Post(static state => RunToEnd((Func<Task>)state!), work);

    /// <summary>
    /// Stands still after what was posted before: items and timers that become due wait for <see cref="Release"/>, nothing is
    /// refused. Once the task completes no thread runs the loop, and its state may be looked at from elsewhere. Fails with
    /// <see cref="LoopStoppedException"/> when the loop has ended.
    /// </summary>
    public Task HoldAsync()
    {
        var hold = new LoopHold(this);
        if (!_invocations.TryAdd(hold))
        {
            return Task.FromException(Refusal());
        }

        TryPost(new LoopWorkItem(LoopInvocation.Run, hold));
        return hold.Held;
    }

    /// <summary>Goes on after a hold that was completed; to be called once for each, from any thread.</summary>
    public void Release() => _host.Schedule(this);

    /// <summary>
    /// Ends the loop at once, from any thread: queued items are dropped, timers never fire, unfinished calls fail.
    /// What runs at this moment finishes.
    /// </summary>
    public void Stop() => End(new LoopStoppedException(Name, null));

    bool IRunnable.RunTurn() => RunItems(ItemsPerTurn);

    long ITimerOwner.NextTimerSequence() => _host.NextTimerSequence();

    void ITimerOwner.TimerArmed(long due) => _host.TimerArmed(this, due);

    internal bool TryPost(in LoopWorkItem item)
    {
        if (_stopped is not null || !_host.Admits(this))
        {
            return false;
        }

        _queue.Enqueue(item);
        if (_stopped is not null)
        {
            _queue.Clear();
            return false;
        }

        // The full barrier of the exchange orders the enqueue before the look at the state; RunItems orders the other way round.
        if (Interlocked.Exchange(ref _state, Scheduled) == Idle)
        {
            _host.Schedule(this);
        }

        return true;
    }

    /// <summary>
    /// Runs up to <paramref name="limit"/> items on the calling thread. True when work is left and the host has to
    /// schedule the loop again; false when it went idle.
    /// </summary>
    internal bool RunItems(int limit)
    {
        var outer = SynchronizationContext.Current;

        // Published before the first look whether the loop was stopped; who stops it looks the other way round.
        Interlocked.Exchange(ref _running, Running);
        s_current = this;
        SetSynchronizationContext(this);
        try
        {
            for (var i = 0; i < limit && _hold is null && _queue.TryDequeue(out var item); i++)
            {
                if (_stopped is not null)
                {
                    _queue.Clear();
                    break;
                }

                item.Run();
                if (_host.ItemRan())
                {
                    break;
                }
            }
        }
#pragma warning disable CA1031 // Whatever reaches a loop ends it, and its host says so.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Fail(exception);
        }
        finally
        {
            s_current = null;
            SetSynchronizationContext(outer);
            if (Interlocked.Exchange(ref _running, 0) == RunningLast)
            {
                _ended.Cancel();
            }
        }

        if (_hold is { } hold)
        {
            // The loop stays marked as scheduled, so that nobody schedules it. From the completion on it may run elsewhere.
            _hold = null;
            hold.Complete();
            return false;
        }

        if (!_queue.IsEmpty)
        {
            return true;
        }

        // Idle is published before the last look: an item that came in between is seen either here or by its poster.
        Interlocked.Exchange(ref _state, Idle);
        return !_queue.IsEmpty && Interlocked.Exchange(ref _state, Scheduled) == Idle;
    }

    internal void Fail(Exception exception)
    {
        if (End(new LoopStoppedException(Name, exception)))
        {
            _host.ReportFailure(this, exception);
            _failed.TrySetResult(exception);
        }
    }

    /// <summary>Called by an item: no other runs after it.</summary>
    internal void StandStill(LoopHold hold) => _hold = hold;

    internal void Forget(LoopInvocation invocation) => _invocations.Remove(invocation);

    private static async void RunToEnd(Func<Task> work) => await work().ConfigureAwait(true);

    private bool End(LoopStoppedException reason)
    {
        if (Interlocked.CompareExchange(ref _stopped, reason, null) is not null)
        {
            return false;
        }

        _queue.Clear();
        Timers.Stop();
        _host.Remove(this);
        foreach (var invocation in _invocations.Close())
        {
            invocation.Fail(reason);
        }

        if (Interlocked.CompareExchange(ref _running, RunningLast, Running) != Running)
        {
            _ended.Cancel();
        }

        return true;
    }

    private InvalidOperationException Refusal() =>
        _stopped ?? new InvalidOperationException($"Work for the loop '{Name}' came from a thread outside the simulation.");
}
