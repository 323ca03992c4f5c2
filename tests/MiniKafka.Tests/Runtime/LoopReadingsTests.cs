using MiniKafka.Runtime;
using MiniKafka.Runtime.Threads;

namespace MiniKafka.Tests.Runtime;

/// <summary>What a loop owns, read from outside of it, in real time.</summary>
public sealed class LoopReadingsTests
{
    private readonly object _eye = new();
    private readonly object _other = new();

    [Fact]
    public async Task One_reading_serves_all_who_look_until_one_of_them_looks_again()
    {
        await using var host = new ThreadLoopHost();
        var taken = 0;
        var readings = new LoopReadings<string>(host.CreateLoop("read"), () => $"{++taken}");
        Assert.Equal("1", readings.For(_eye));
        Assert.Equal("1", readings.For(_other));
        Assert.Equal("2", readings.For(_eye));
        Assert.Equal("2", readings.For(_other));
    }

    [Fact]
    public async Task A_reading_that_fails_fails_for_who_looks_and_the_next_one_is_taken_again()
    {
        await using var host = new ThreadLoopHost();
        var taken = 0;
        var loop = host.CreateLoop("read");
        var readings = new LoopReadings<string>(loop, () => ++taken == 1 ? throw new IOException("Not now.") : $"{taken}");
        Assert.Throws<IOException>(() => readings.For(_eye));
        Assert.Equal("2", readings.For(_eye));
        Assert.False(loop.IsStopped);
    }

    [Fact]
    public async Task A_loop_that_is_held_shows_what_it_showed_last_and_one_that_ended_nothing()
    {
        await using var host = new ThreadLoopHost();
        var taken = 0;
        var loop = host.CreateLoop("read");
        var readings = new LoopReadings<string>(loop, () => $"{++taken}");
        Assert.Equal("1", readings.For(_eye));
        await loop.HoldAsync();
        Assert.Equal("1", readings.For(_eye));
        Assert.Equal("1", readings.For(_eye));
        loop.Release();
        await loop.InvokeAsync(() => Task.CompletedTask);
        Assert.Equal("2", readings.For(_eye));
        loop.Stop();
        Assert.Null(readings.For(_eye));
    }
}
