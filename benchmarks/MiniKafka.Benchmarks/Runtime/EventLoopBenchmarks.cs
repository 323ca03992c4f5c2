using BenchmarkDotNet.Attributes;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Threads;

namespace MiniKafka.Benchmarks.Runtime;

/// <summary>What it costs to hand work to a loop: from another loop and back, from a caller's thread and back, and to arm a timer.</summary>
[Config(typeof(ThroughputConfig))]
public class EventLoopBenchmarks
{
    private const int Calls = 10_000;
    private ThreadLoopHost _host = null!;
    private EventLoop _one = null!;
    private EventLoop _other = null!;

    [GlobalSetup]
    public void Start()
    {
        _host = new ThreadLoopHost();
        _one = _host.CreateLoop("one");
        _other = _host.CreateLoop("other");
    }

    [GlobalCleanup]
    public ValueTask Stop() => _host.DisposeAsync();

    [Benchmark(OperationsPerInvoke = Calls)]
    public Task BetweenLoops() => _one.InvokeAsync(async () =>
    {
        for (var i = 0; i < Calls; i++)
        {
            await _other.InvokeAsync(static () => Task.FromResult(1));
        }
    });

    [Benchmark(OperationsPerInvoke = 1_000)]
    public async Task FromACaller()
    {
        for (var i = 0; i < 1_000; i++)
        {
            await _one.InvokeAsync(static () => Task.FromResult(1));
        }
    }

    [Benchmark(OperationsPerInvoke = Calls)]
    public Task ArmAndCancelATimer() => _one.InvokeAsync(() =>
    {
        for (var i = 0; i < Calls; i++)
        {
            using var timer = _one.Clock.CreateTimer(static _ => { }, null, TimeSpan.FromSeconds(30), Timeout.InfiniteTimeSpan);
        }

        return Task.CompletedTask;
    });
}
