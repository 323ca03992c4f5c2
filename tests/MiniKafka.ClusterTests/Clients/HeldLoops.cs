using MiniKafka.Runtime;
using MiniKafka.Runtime.Threads;

namespace MiniKafka.ClusterTests.Clients;

/// <summary>A host in real time, whose loops can be held but for those of brokers: meanwhile nothing that clients or the cluster were asked for gets done.</summary>
internal sealed class HeldLoops : LoopHost
{
    private readonly ThreadLoopHost _inner = new();
    private readonly List<EventLoop> _loops = [];

    public override TimeProvider Clock => _inner.Clock;

    protected override long Seed => 1;

    public override EventLoop CreateLoop(string name)
    {
        var loop = _inner.CreateLoop(name);
        lock (_loops)
        {
            _loops.AddRange(name.StartsWith("broker", StringComparison.Ordinal) ? [] : [loop]);
        }

        return loop;
    }

    /// <summary>Holds them while the work begins, and has it finished when they go on.</summary>
    public async Task WhileHeldAsync(Func<Task> begin)
    {
        List<EventLoop> held;
        lock (_loops)
        {
            held = _loops.FindAll(loop => !loop.IsStopped);
        }

        await Task.WhenAll(held.ConvertAll(loop => loop.HoldAsync()));
        try
        {
            await begin();
        }
        finally
        {
            held.ForEach(loop => loop.Release());
        }
    }

    public override Task<T> RunOnWorkerAsync<T>(WorkerKind kind, Func<T> work) => _inner.RunOnWorkerAsync(kind, work);

    public override ValueTask DisposeAsync() => _inner.DisposeAsync();

    // Its loops are the inner host's, which is asked directly.
    internal override void Schedule(EventLoop loop) => throw new NotSupportedException();

    internal override void TimerArmed(EventLoop loop, long due) => throw new NotSupportedException();

    internal override void Remove(EventLoop loop) => throw new NotSupportedException();

    internal override void ReportFailure(EventLoop loop, Exception exception) => throw new NotSupportedException();

    internal override long NextTimerSequence() => throw new NotSupportedException();
}
