using MiniKafka.Runtime.Simulation;
using MiniKafka.Runtime.Timers;

namespace MiniKafka.Tests.Runtime;

public sealed class CommonBeatTests
{
    [Theory]
    [InlineData(0, 500)]
    [InlineData(1, 499)]
    [InlineData(499, 1)]
    [InlineData(499.25, 1)]
    [InlineData(499.9999, 1)]
    [InlineData(500, 500)]
    [InlineData(700.5, 300)]
    public void A_wait_for_the_next_beat_is_whole_milliseconds_and_never_nothing(double nowMs, double expectedMs)
    {
        var host = new SimulatedLoopHost(seed: 1);
        host.Run(async () =>
        {
            await DelayAsync(host, TimeSpan.FromMilliseconds(nowMs));
            Assert.Equal(TimeSpan.FromMilliseconds(expectedMs), host.Clock.UntilNext(TimeSpan.FromMilliseconds(500)));
        });
    }

    [Fact]
    public void Whoever_waits_again_and_again_from_different_moments_on_is_woken_at_the_same_ones()
    {
        var host = new SimulatedLoopHost(seed: 1);
        var woken = new List<TimeSpan>();
        host.Run(() => Task.WhenAll(BeatAsync(3), BeatAsync(77), BeatAsync(450.3)));
        Assert.Equal([.. Enumerable.Range(1, 4).SelectMany(beat => Enumerable.Repeat(beat * 500, 3))], woken.Select(at => (int)at.TotalMilliseconds));

        async Task BeatAsync(double firstMs)
        {
            await DelayAsync(host, TimeSpan.FromMilliseconds(firstMs));
            for (var i = 0; i < 4; i++)
            {
                await Task.Delay(host.Clock.UntilNext(TimeSpan.FromMilliseconds(500)), host.Clock);
                woken.Add(host.Elapsed);
            }
        }
    }

    /// <summary>A delay of tasks counts whole milliseconds, a timer does not.</summary>
    private static async Task DelayAsync(SimulatedLoopHost host, TimeSpan time)
    {
        var over = new TaskCompletionSource();
        await using var timer = host.Clock.CreateTimer(_ => over.SetResult(), null, time, Timeout.InfiniteTimeSpan);
        await over.Task;
    }
}
