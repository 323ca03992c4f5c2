using System.Diagnostics;
using MiniKafka.Runtime;

namespace MiniKafka.Tests.Runtime;

/// <summary>Runs alone, since it measures what the whole process uses.</summary>
[Collection(nameof(BlockedPoolTests))]
public sealed class IdleHostTests
{
    [Fact]
    public async Task An_idle_host_uses_no_measurable_processor_time()
    {
        await using var host = new ThreadLoopHost();
        var loops = Enumerable.Range(0, 10).Select(i => host.CreateLoop($"loop {i}")).ToList();
        await Task.WhenAll(loops.Select(loop => loop.InvokeAsync(() => Task.Delay(TimeSpan.FromMilliseconds(1), loop.Clock))));
        using var rare = loops[0].Clock.CreateTimer(_ => { }, null, TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(500));

        // Half a second to settle, two to measure.
        await Task.Delay(500);
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        await Task.Delay(2000);
        process.Refresh();
        Assert.InRange(process.TotalProcessorTime - before, TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
    }
}
