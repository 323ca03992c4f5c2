using MiniKafka.Runtime;
using MiniKafka.Runtime.Threads;
using MiniKafka.Runtime.Simulation;
using Xunit;

namespace MiniKafka.Tests.Runtime;

public sealed class LoopHoldTests : IAsyncDisposable
{
    private readonly ThreadLoopHost _host = new();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_held_loop_runs_what_came_before_and_keeps_what_comes_after()
    {
        var loop = _host.CreateLoop("a");
        var seen = new List<string>();
        loop.Post(() => seen.Add("before"));
        await loop.HoldAsync();
        loop.Post(() => seen.Add("after"));
        await _host.CreateLoop("b").InvokeAsync(() => Task.FromResult(true));
        Assert.Equal(["before"], seen);
        loop.Release();
        await loop.InvokeAsync(() => Task.FromResult(true));
        Assert.Equal(["before", "after"], seen);
    }

    [Fact]
    public async Task Timers_of_a_held_loop_fire_after_its_release()
    {
        var loop = _host.CreateLoop("a");
        var other = _host.CreateLoop("b");
        var fired = 0;
        await using var timer = loop.Clock.CreateTimer(_ => fired++, null, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1));
        await loop.HoldAsync();
        var before = fired;
        await other.InvokeAsync(() => Task.Delay(TimeSpan.FromMilliseconds(20), other.Clock));
        Assert.Equal(before, fired);
        loop.Release();
        await loop.InvokeAsync(() => Task.Delay(TimeSpan.FromMilliseconds(2), loop.Clock));
        Assert.True(fired > before);
    }

    [Fact]
    public async Task A_held_loop_that_is_stopped_fails_its_calls()
    {
        var loop = _host.CreateLoop("a");
        await loop.HoldAsync();
        var call = loop.InvokeAsync(() => Task.FromResult(true));
        loop.Stop();
        await Assert.ThrowsAsync<LoopStoppedException>(() => call);
        await Assert.ThrowsAsync<LoopStoppedException>(loop.HoldAsync);
    }

    [Fact]
    public async Task Holds_among_many_posters_never_let_two_threads_run_the_loop()
    {
        var loop = _host.CreateLoop("a");
        var inside = 0;
        var overlaps = 0;
        var ran = 0;
        const int Posters = 4;
        const int Each = 20_000;
        var posting = Enumerable.Range(0, Posters).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                loop.Post(() =>
                {
                    overlaps += Interlocked.Increment(ref inside) == 1 ? 0 : 1;
                    ran++;
                    Interlocked.Decrement(ref inside);
                });
            }
        })).ToList();
        while (!posting.TrueForAll(task => task.IsCompleted))
        {
            await loop.HoldAsync();
            overlaps += Volatile.Read(ref inside);
            loop.Release();
        }

        await loop.InvokeAsync(() => Task.FromResult(true));
        Assert.Equal(0, overlaps);
        Assert.Equal(Posters * Each, ran);
    }

    [Fact]
    public void Beats_missed_while_a_loop_was_held_are_one_beat_and_the_next_come_on_time()
    {
        var host = new SimulatedLoopHost(seed: 1);
        var held = host.CreateLoop("held");
        var other = host.CreateLoop("other");
        var at = new List<double>();
        held.Clock.CreateTimer(_ => at.Add(host.Elapsed.TotalSeconds), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        host.Run(() => other.InvokeAsync(async () =>
        {
            await held.HoldAsync();
            await Task.Delay(TimeSpan.FromSeconds(10.5), other.Clock);
            held.Release();
            await Task.Delay(TimeSpan.FromSeconds(3), other.Clock);
        }));
        Assert.Equal([10.5, 11, 12, 13], at);
    }

    [Fact]
    public void A_held_loop_stands_still_in_virtual_time_too()
    {
        var host = new SimulatedLoopHost(seed: 1);
        var paused = host.CreateLoop("paused");
        var other = host.CreateLoop("other");
        var ticks = 0;
        paused.Clock.CreateTimer(_ => ticks++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        host.Run(() => other.InvokeAsync(async () =>
        {
            await paused.HoldAsync();
            await Task.Delay(TimeSpan.FromSeconds(10), other.Clock);
            Assert.Equal(0, ticks);
            paused.Release();
            await Task.Delay(TimeSpan.FromSeconds(2.5), other.Clock);
            Assert.Equal(3, ticks);
        }));
    }
}
