using MiniKafka.Runtime.Threads;

namespace MiniKafka.Tests.Runtime;

public sealed class IdleHostTests
{
    [Fact]
    public async Task No_thread_of_an_idle_host_wakes_up()
    {
        await using var host = new ThreadLoopHost();
        var loops = Enumerable.Range(0, 10).Select(i => host.CreateLoop($"loop {i}")).ToList();
        await Task.WhenAll(loops.Select(loop => loop.InvokeAsync(() => Task.Delay(TimeSpan.FromMilliseconds(1), loop.Clock))));
        using var distant = loops[0].Clock.CreateTimer(_ => { }, null, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);

        // Threads that watched over others look once more before they park for good.
        var settled = -1L;
        for (var seen = host.WakeUps; seen != settled; seen = host.WakeUps)
        {
            settled = seen;
            await Task.Delay(200);
        }

        await Task.Delay(500);
        Assert.Equal(settled, host.WakeUps);
    }
}
