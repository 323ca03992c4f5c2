using MiniKafka.Runtime.Threads;
using MiniKafka.Runtime.Simulation;
using Xunit;

namespace MiniKafka.Tests.Runtime;

public sealed class LoopTimerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Timers_fire_in_the_order_of_their_due_times_whatever_is_cancelled_between(int seed)
    {
        var host = new SimulatedLoopHost(seed);
        var random = new Random(seed);
        var fired = new List<int>();
        var expected = new List<int>();
        host.Run(async () =>
        {
            var loop = host.CreateLoop("a");
            var timers = new List<(int Due, ITimer Timer)>();
            for (var i = 0; i < 500; i++)
            {
                var due = random.Next(1, 200);
                timers.Add((due, loop.Clock.CreateTimer(_ => fired.Add(due), null, TimeSpan.FromMilliseconds(due), Timeout.InfiniteTimeSpan)));
            }

            foreach (var (due, timer) in timers)
            {
                if (random.Next(2) == 0)
                {
                    timer.Dispose();
                }
                else
                {
                    expected.Add(due);
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(201), loop.Clock);
        });
        expected.Sort();
        Assert.Equal(expected, fired);
    }

    [Fact]
    public async Task Timers_of_a_real_loop_fire_on_it_and_not_early()
    {
        await using var host = new ThreadLoopHost();
        var loop = host.CreateLoop("a");
        var start = loop.Clock.GetTimestamp();
        Assert.True(await loop.InvokeAsync(async () =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), loop.Clock);
            return loop.IsCurrent;
        }));
        Assert.True(loop.Clock.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(20));
    }

    [Fact]
    public async Task A_token_source_made_with_the_clock_cancels_on_time()
    {
        await using var host = new ThreadLoopHost();
        var loop = host.CreateLoop("a");
        await loop.InvokeAsync(async () =>
        {
            using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(5), loop.Clock);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => Task.Delay(TimeSpan.FromSeconds(30), loop.Clock, source.Token));
        });
    }

    [Fact]
    public void A_periodic_timer_keeps_its_beat()
    {
        var host = new SimulatedLoopHost(1);
        var at = new List<double>();
        host.Run(async () =>
        {
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), host.Clock);
            for (var i = 0; i < 3; i++)
            {
                await timer.WaitForNextTickAsync();
                at.Add(host.Elapsed.TotalSeconds);
            }
        });
        Assert.Equal([1, 2, 3], at);
    }

    [Fact]
    public void Timers_may_be_disposed_of_after_their_loop_was_stopped()
    {
        var host = new SimulatedLoopHost(seed: 3);
        var loop = host.CreateLoop("a");
        var timers = Enumerable.Range(1, 20).Select(second =>
            loop.Clock.CreateTimer(_ => { }, null, TimeSpan.FromSeconds(second), Timeout.InfiniteTimeSpan)).ToList();
        loop.Stop();
        timers.ForEach(timer => timer.Dispose());
        Assert.Equal(long.MaxValue, loop.Timers.NextDue);
    }
}
