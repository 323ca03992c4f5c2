using MiniKafka.Runtime;
using MiniKafka.Runtime.Simulation;
using Xunit;

namespace MiniKafka.Tests.Runtime.Simulation;

public sealed class SimulatedLoopHostTests
{
    [Fact]
    public void Time_jumps_to_the_next_timer_when_nothing_is_runnable()
    {
        var host = new SimulatedLoopHost(1);
        host.Run(() => Task.Delay(TimeSpan.FromHours(5), host.Clock));
        Assert.Equal(TimeSpan.FromHours(5), host.Elapsed);
    }

    [Fact]
    public void A_main_task_that_waits_for_ever_is_reported_as_a_deadlock()
    {
        var host = new SimulatedLoopHost(1);
        host.CreateLoop("sleepy");
        var deadlock = Assert.Throws<SimulationDeadlockException>(() => host.Run(() => new TaskCompletionSource().Task));
        Assert.Contains("sleepy", deadlock.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Work_posted_from_another_thread_ends_the_run()
    {
        var host = new SimulatedLoopHost(1);
        var loop = host.CreateLoop("a");
        var failure = Assert.Throws<InvalidOperationException>(() => host.Run(() =>
        {
            var thread = new Thread(() => Assert.Throws<InvalidOperationException>(() => loop.Post(() => { })));
            thread.Start();
            thread.Join();
            return Task.Delay(TimeSpan.FromSeconds(1), host.Clock);
        }));
        Assert.Contains("outside the simulation", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loop_that_fails_ends_the_run()
    {
        var host = new SimulatedLoopHost(1);
        var loop = host.CreateLoop("broken");
        var failure = Assert.Throws<InvalidOperationException>(() => host.Run(() =>
        {
            loop.Post(() => throw new InvalidDataException("bug"));
            return Task.Delay(TimeSpan.FromSeconds(1), host.Clock);
        }));
        Assert.Contains("'broken' failed: bug", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Workers_take_virtual_time_and_come_back_to_the_loop()
    {
        var host = new SimulatedLoopHost(1);
        var loop = host.CreateLoop("a");
        var back = host.Run(() => loop.InvokeAsync(async () =>
        {
            Assert.Null(await host.RunOnWorkerAsync(WorkerKind.Background, () => loop.IsCurrent ? "on the loop" : null));
            return loop.IsCurrent;
        }));
        Assert.True(back);
        Assert.True(host.Elapsed > TimeSpan.Zero);
    }

    [Fact]
    public void The_same_purpose_draws_the_same_numbers_whatever_others_draw()
    {
        var one = new SimulatedLoopHost(5);
        var two = new SimulatedLoopHost(5);
        two.CreateRandom("other").Next();
        Assert.Equal(one.CreateRandom("jitter").Next(), two.CreateRandom("jitter").Next());
    }

    [Fact]
    public void A_purpose_that_comes_up_again_draws_new_numbers_the_same_ones_for_the_same_seed()
    {
        var one = new SimulatedLoopHost(5);
        var two = new SimulatedLoopHost(5);
        int[] drawn = [one.CreateRandom("ids").Next(), one.CreateRandom("ids").Next(), one.CreateRandom("ids").Next()];
        Assert.Equal(3, drawn.Distinct().Count());
        Assert.All(drawn, number => Assert.Equal(number, two.CreateRandom("ids").Next()));
    }
}
