using MiniKafka.Runtime;
using MiniKafka.Runtime.Threads;

namespace MiniKafka.Tests.Runtime;

public sealed class LoopGuestTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ThreadLoopHost _host = new();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public void An_idle_loop_runs_on_the_thread_that_has_work_for_it_and_leaves_nothing_behind()
    {
        var loop = _host.CreateLoop("a");
        var (thread, wasCurrent) = (-1, false);

        LoopGuest.TryPostAndRun(loop, _ => (thread, wasCurrent) = (Environment.CurrentManagedThreadId, loop.IsCurrent), null);

        Assert.Equal(Environment.CurrentManagedThreadId, thread);
        Assert.True(wasCurrent);
        Assert.Null(EventLoop.CurrentLoop);
        Assert.IsNotType<EventLoop>(SynchronizationContext.Current);
    }

    [Fact]
    public async Task A_loop_that_runs_elsewhere_gets_the_work_there()
    {
        var loop = _host.CreateLoop("a");
        using var running = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        loop.Post(() =>
        {
            running.Set();
            goOn.Wait(Patience);
        });
        Assert.True(running.Wait(Patience));

        var ran = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        LoopGuest.TryPostAndRun(loop, _ => ran.SetResult(Environment.CurrentManagedThreadId), null);
        var hadRun = ran.Task.IsCompleted;
        goOn.Set();

        Assert.False(hadRun);
        Assert.NotEqual(Environment.CurrentManagedThreadId, await ran.Task.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_thread_that_runs_a_loop_runs_no_other_within_it()
    {
        var (outer, inner) = (_host.CreateLoop("outer"), _host.CreateLoop("inner"));
        var innerRan = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var isOuterCurrent = false;
        LoopGuest.TryPostAndRun(
            outer,
            _ =>
            {
                LoopGuest.TryPostAndRun(inner, _ => innerRan.SetResult(Environment.CurrentManagedThreadId), null);
                isOuterCurrent = outer.IsCurrent;
            },
            null);

        Assert.True(isOuterCurrent);
        Assert.NotEqual(Environment.CurrentManagedThreadId, await innerRan.Task.WaitAsync(Patience));
    }
}
