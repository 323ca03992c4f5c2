using MiniKafka.Runtime;
using MiniKafka.Runtime.Threads;
using Xunit;

namespace MiniKafka.Tests.Runtime;

public sealed class EventLoopTests : IAsyncDisposable
{
    private readonly ThreadLoopHost _host = new();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Work_runs_on_the_loop_and_comes_back_to_it_after_an_await()
    {
        var loop = _host.CreateLoop("a");
        var (before, after) = await loop.InvokeAsync(async () =>
        {
            var first = loop.IsCurrent;
            await Task.Yield();
            await Task.Delay(TimeSpan.FromMilliseconds(1), loop.Clock);
            return (first, loop.IsCurrent);
        });
        Assert.True(before);
        Assert.True(after);
        Assert.False(loop.IsCurrent);
    }

    [Fact]
    public async Task Items_of_one_loop_never_overlap_and_keep_their_order()
    {
        var loop = _host.CreateLoop("a");
        var seen = new List<int>();
        var inside = 0;
        var overlaps = 0;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        const int Count = 20_000;
        for (var i = 0; i < Count; i++)
        {
            var number = i;
            loop.Post(() =>
            {
                overlaps += Interlocked.Increment(ref inside) == 1 ? 0 : 1;
                seen.Add(number);
                Interlocked.Decrement(ref inside);
                if (number == Count - 1)
                {
                    done.SetResult();
                }
            });
        }

        await done.Task;
        Assert.Equal(0, overlaps);
        Assert.Equal(Enumerable.Range(0, Count), seen);
    }

    [Fact]
    public async Task A_loop_that_never_runs_dry_does_not_keep_the_others_waiting()
    {
        await using var host = new ThreadLoopHost(new ThreadLoopHostOptions { LoopThreads = 2 });
        var stop = false;
        void Spin(EventLoop loop)
        {
            if (!Volatile.Read(ref stop))
            {
                loop.Post(() => Spin(loop));
            }
        }

        foreach (var name in new[] { "greedy 1", "greedy 2", "greedy 3" })
        {
            var greedy = host.CreateLoop(name);
            greedy.Post(() => Spin(greedy));
        }

        var modest = host.CreateLoop("modest");
        Assert.Equal(7, await modest.InvokeAsync(() => Task.FromResult(7)));
        Volatile.Write(ref stop, true);
    }

    [Fact]
    public async Task A_loop_that_waits_behind_a_long_item_is_taken_over_by_another_thread()
    {
        var first = _host.CreateLoop("first");
        var second = _host.CreateLoop("second");
        using var ran = new ManualResetEventSlim();
        var inTime = await first.InvokeAsync(() =>
        {
            second.Post(ran.Set);
            return Task.FromResult(ran.Wait(TimeSpan.FromSeconds(30)));
        });
        Assert.True(inTime);
    }

    [Fact]
    public async Task An_exception_that_reaches_the_loop_ends_it_and_fails_its_pending_calls()
    {
        var loop = _host.CreateLoop("broken");
        var never = new TaskCompletionSource<int>();
        var pending = loop.InvokeAsync(() => never.Task);
        loop.Post(() => throw new InvalidDataException("bug"));

        var failure = await Assert.ThrowsAsync<LoopStoppedException>(() => pending);
        Assert.IsType<InvalidDataException>(failure.InnerException);
        Assert.IsType<InvalidDataException>(await loop.Failed);
        Assert.True(loop.IsStopped);
        Assert.Throws<LoopStoppedException>(() => loop.Post(() => { }));
        await Assert.ThrowsAsync<LoopStoppedException>(() => loop.InvokeAsync(() => Task.CompletedTask));
        Assert.True(loop.Ended.WaitHandle.WaitOne(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task A_loop_has_ended_when_nothing_of_it_runs_any_more()
    {
        var loop = _host.CreateLoop("busy");
        using var runs = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var isDone = false;
        var wasDone = new TaskCompletionSource<bool>();
        loop.Ended.Register(() => wasDone.SetResult(isDone));
        loop.Post(() =>
        {
            runs.Set();
            goOn.Wait();
            isDone = true;
        });
        runs.Wait();
        loop.Stop();

        Assert.True(loop.IsStopped);
        Assert.False(loop.Ended.IsCancellationRequested);
        goOn.Set();
        Assert.True(await wasDone.Task);
    }

    [Fact]
    public void A_loop_that_runs_nowhere_has_ended_as_soon_as_it_is_stopped()
    {
        var loop = _host.CreateLoop("idle");
        loop.Stop();
        Assert.True(loop.Ended.IsCancellationRequested);
    }

    [Fact]
    public async Task An_exception_of_work_that_nobody_awaits_ends_the_loop()
    {
        var loop = _host.CreateLoop("broken");
        loop.Start(async () =>
        {
            await Task.Yield();
            throw new InvalidDataException("bug");
        });
        Assert.IsType<InvalidDataException>(await loop.Failed);
    }

    [Fact]
    public async Task An_exception_of_a_call_goes_to_its_caller_and_leaves_the_loop_alone()
    {
        var loop = _host.CreateLoop("a");
        await Assert.ThrowsAsync<InvalidDataException>(() => loop.InvokeAsync(() => throw new InvalidDataException("mine")));
        Assert.False(loop.IsStopped);
    }

    [Fact]
    public async Task A_stopped_loop_drops_its_queue_and_its_timers()
    {
        var loop = _host.CreateLoop("killed");
        var ran = false;
        var delay = loop.InvokeAsync(async () =>
        {
            loop.Stop();
            loop.TryPost(_ => ran = true, null);
            await Task.Delay(1, CancellationToken.None);
            ran = true;
        });
        await Assert.ThrowsAsync<LoopStoppedException>(() => delay);
        Assert.False(ran);
    }

    [Fact]
    public async Task Workers_run_off_the_loop_and_their_result_comes_back_on_it()
    {
        var loop = _host.CreateLoop("a");
        var (off, on) = await loop.InvokeAsync(async () =>
        {
            var current = await _host.RunOnWorkerAsync(WorkerKind.Io, () => EventLoop.CurrentLoop);
            return (current is null, loop.IsCurrent);
        });
        Assert.True(off);
        Assert.True(on);
    }

    [Fact]
    public async Task Disposing_the_host_fails_what_is_unfinished_and_ends_its_threads()
    {
        var host = new ThreadLoopHost();
        var loop = host.CreateLoop("a");
        Thread? thread = null;
        var pending = loop.InvokeAsync(() =>
        {
            thread = Thread.CurrentThread;
            return new TaskCompletionSource<int>().Task;
        });
        var worker = await host.RunOnWorkerAsync(WorkerKind.Io, () => Thread.CurrentThread);
        await loop.InvokeAsync(() => Task.CompletedTask);
        await host.DisposeAsync();
        await Assert.ThrowsAsync<LoopStoppedException>(() => pending);
        Assert.True(thread!.Join(TimeSpan.FromSeconds(30)));
        Assert.True(worker.Join(TimeSpan.FromSeconds(30)));
    }
}
