using MiniKafka.Runtime;
using MiniKafka.Storage.Files;
using MiniKafka.Tests.Storage.Directories;

namespace MiniKafka.Tests.Storage.Files;

public class HoldWatchTests
{
    private static readonly FileHeldException Held = new("a", new UnauthorizedAccessException("denied"));

    [Fact]
    public void A_hold_that_was_looked_at_all_the_time_is_over_after_the_limit() => TestManager.Run(async (_, loop) =>
    {
        var watch = new HoldWatch(loop.Clock);
        Assert.Equal(Patience.Limit, await UntilOverAsync(watch, loop));
    });

    [Fact]
    public void What_happened_while_the_process_slept_nobody_saw_and_it_does_not_count() => TestManager.Run(async (_, loop) =>
    {
        var watch = new HoldWatch(loop.Clock);
        Assert.False(watch.IsOver(Held));
        await Task.Delay(10 * Patience.Limit, loop.Clock);
        Assert.Equal(Patience.Limit - HoldWatch.LongestBetweenLooks, await UntilOverAsync(watch, loop));
    });

    [Fact]
    public void Another_file_is_another_hold() => TestManager.Run(async (_, loop) =>
    {
        var watch = new HoldWatch(loop.Clock);
        await UntilOverAsync(watch, loop);
        Assert.False(watch.IsOver(new FileHeldException("b", new UnauthorizedAccessException("denied"))));
    });

    private static async Task<TimeSpan> UntilOverAsync(HoldWatch watch, EventLoop loop)
    {
        var began = loop.Clock.GetTimestamp();
        while (!watch.IsOver(Held))
        {
            await Task.Delay(Patience.Interval, loop.Clock);
        }

        return loop.Clock.GetElapsedTime(began);
    }
}
