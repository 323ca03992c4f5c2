using System.Net.Sockets;
using MiniKafka.Runtime.Polling;

namespace MiniKafka.Runtime;

/// <summary>
/// Where loops run: on threads of its own in real time (<see cref="Threads.ThreadLoopHost"/>), or all on one thread in virtual
/// time (<see cref="Simulation.SimulatedLoopHost"/>). It is also the one source of time, randomness and workers, so that
/// whoever is handed a host runs the same way in both worlds.
/// </summary>
internal abstract class LoopHost : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, int> _purposes = new(StringComparer.Ordinal);

    /// <summary>The time all loops of this host share. Timers belong to the loops: use <see cref="EventLoop.Clock"/>.</summary>
    public abstract TimeProvider Clock { get; }

    /// <summary>Whether all loops run on one thread, where whoever is on it may look at all of them, and nobody from elsewhere may interfere.</summary>
    public virtual bool IsOfOneThread => false;

    /// <summary>Makes a loop. It costs nothing while it is idle and needs no disposing beyond <see cref="EventLoop.Stop"/>.</summary>
    public abstract EventLoop CreateLoop(string name);

    /// <summary>
    /// Randomness for one purpose. Under one seed the first to ask for a purpose gets the same numbers, whatever others draw,
    /// and so does the second; but the two differ, so that a broker that starts again takes no id it gave before.
    /// </summary>
    public Random CreateRandom(string purpose)
    {
        int asked;
        lock (_gate)
        {
            asked = _purposes.GetValueOrDefault(purpose);
            _purposes[purpose] = asked + 1;
        }

        return new Random(StableHash.Seed(Seed, asked == 0 ? purpose : $"{purpose}, {asked} before"));
    }

    /// <summary>
    /// Runs a job that may block away from every loop. Awaited on a loop, the result comes back on that loop.
    /// </summary>
    public abstract Task<T> RunOnWorkerAsync<T>(WorkerKind kind, Func<T> work);

    /// <summary>
    /// How a task source that loops and callers share has to be made. In real time continuations run elsewhere, so that a
    /// caller's code never runs on a loop; in a simulation they must not leave its thread, which is what the combinators
    /// (WhenAll, WaitAsync) of a source that continues asynchronously do.
    /// </summary>
    public virtual TaskCreationOptions CompletionOptions => TaskCreationOptions.RunContinuationsAsynchronously;

    /// <summary>Runs a job that may block away from every loop.</summary>
    public Task RunOnWorkerAsync(WorkerKind kind, Action work) => RunOnWorkerAsync(kind, () =>
    {
        work();
        return true;
    });

    /// <summary>Stops every loop and ends all threads.</summary>
    public abstract ValueTask DisposeAsync();

    /// <summary>Ends with work that ran on a loop of it, however that ended: no loop can wait for its own host.</summary>
    public async Task EndAfterAsync(Task work)
    {
        try
        {
            await work.ConfigureAwait(false);
        }
        finally
        {
            await DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Runs work on a loop of it, and ends with it when that fails. Whoever waits for work that is done does not wait for the thread pool.</summary>
    public Task<T> EndUnlessDoneAsync<T>(EventLoop loop, Func<Task<T>> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = EndIfFailedAsync(loop.InvokeAsync(async () => done.SetResult(await work().ConfigureAwait(true))), done);
        return done.Task;
    }

    /// <summary>Where all randomness of this host starts.</summary>
    protected abstract long Seed { get; }

    private async Task EndIfFailedAsync<T>(Task work, TaskCompletionSource<T> done)
    {
        try
        {
            await work.ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The exception goes to whoever waits for the work.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            try
            {
                await DisposeAsync().ConfigureAwait(false);
            }
            finally
            {
                _ = exception is OperationCanceledException { CancellationToken: { IsCancellationRequested: true } token } ? done.TrySetCanceled(token) : done.TrySetException(exception);
            }
        }
    }

    /// <summary>A loop that was idle has an item: run it soon.</summary>
    internal abstract void Schedule(EventLoop loop);

    /// <summary>A loop that ran for a while on a thread of somebody else still has work.</summary>
    internal virtual void Resume(EventLoop loop) => Schedule(loop);

    /// <summary>A timer of the loop is now the loop's earliest, due at this timestamp of <see cref="Clock"/>.</summary>
    internal abstract void TimerArmed(EventLoop loop, long due);

    internal abstract void Remove(EventLoop loop);

    internal abstract void ReportFailure(EventLoop loop, Exception exception);

    /// <summary>Whether the calling thread may hand work to the loop at all.</summary>
    internal virtual bool Admits(EventLoop loop) => true;

    /// <summary>The order in which timers that are due at the same time fire.</summary>
    internal abstract long NextTimerSequence();

    /// <summary>Called after each item; true when the loop has had its turn.</summary>
    internal virtual bool ItemRan() => false;

    /// <summary>
    /// Runs something that is no loop's work on a thread of the host: at once when the calling thread is one and runs no loop now, else soon.
    /// </summary>
    internal virtual void Run(IRunnable work) => throw NotInVirtualTime();

    /// <summary>Watches a socket that does not block, which is the watch's from now on. What it tells, it tells on the threads of the host.</summary>
    internal virtual SocketWatch Watch(Socket socket) => throw NotInVirtualTime();

    private static NotSupportedException NotInVirtualTime() => new("There is no network in virtual time but that in memory.");
}
