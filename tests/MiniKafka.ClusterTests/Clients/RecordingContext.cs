namespace MiniKafka.ClusterTests.Clients;

/// <summary>The context of a caller, such as that of a window, which counts what is to go on there.</summary>
internal sealed class RecordingContext : SynchronizationContext
{
    private int _posts;

    public int Posts => Volatile.Read(ref _posts);

    public override SynchronizationContext CreateCopy() => this;

    public override void Post(SendOrPostCallback d, object? state)
    {
        Interlocked.Increment(ref _posts);
        base.Post(d, state);
    }

    public override void Send(SendOrPostCallback d, object? state)
    {
        Interlocked.Increment(ref _posts);
        base.Send(d, state);
    }

    /// <summary>Makes a call here, as a click would, and lets go of the thread: what the call does after that shows in <see cref="Posts"/>.</summary>
    public Task Call(Func<Task> call)
    {
        var outer = Current;
        SetSynchronizationContext(this);
        try
        {
            return call();
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }
}
