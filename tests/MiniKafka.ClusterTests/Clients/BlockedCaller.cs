namespace MiniKafka.ClusterTests.Clients;

/// <summary>
/// A thread with a context that runs only there, as that of a window is, and that blocks until a call is done: whatever the call wants to go on there
/// waits for ever.
/// </summary>
internal sealed class BlockedCaller
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Func<Task> _call;
    private readonly TaskCompletionSource<bool> _called = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Exception?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public BlockedCaller(Func<Task> call)
    {
        _call = call;
        new Thread(Run) { IsBackground = true }.Start();
    }

    /// <summary>Whether the call was done at once, so that there is nothing to wait for; known when it has returned.</summary>
    public Task<bool> IsDoneAtOnce => _called.Task;

    /// <summary>What the blocked thread got to see; a <see cref="TimeoutException"/> when it waits in vain.</summary>
    public Task<Exception?> Ended => _ended.Task;

    private void Run()
    {
        SynchronizationContext.SetSynchronizationContext(new Context(this));
        try
        {
            var task = _call();
            _called.SetResult(task.IsCompleted);
            _ended.TrySetResult(task.Wait(Patience) ? null : new TimeoutException("The call is not done."));
        }
        catch (Exception exception)
        {
            _called.TrySetResult(true);
            _ended.TrySetResult(exception is AggregateException { InnerException: { } inner } ? inner : exception);
        }
    }

    /// <summary>Keeps what is to run on its thread, which never comes to it.</summary>
    private sealed class Context(BlockedCaller caller) : SynchronizationContext
    {
        public override SynchronizationContext CreateCopy() => this;

        public override void Post(SendOrPostCallback d, object? state) =>
            caller._ended.TrySetResult(new TimeoutException("The call waits for the thread that waits for it."));

        public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException();
    }
}
