namespace MiniKafka.Runtime;

/// <summary>
/// One call into a loop from outside. The loop keeps it registered until its task is done, so that a loop which ends
/// in between fails the call instead of leaving its caller waiting for ever.
/// </summary>
internal abstract class LoopInvocation(EventLoop loop)
{
    public static readonly Action<object?> Run = static state => ((LoopInvocation)state!).Start();

    public EventLoop Loop { get; } = loop;

    /// <summary>Place in the loop's list of unfinished calls; -1 when not in it.</summary>
    public int Index { get; set; } = -1;

    public abstract void Fail(Exception exception);

    protected abstract void Start();
}

internal sealed class LoopInvocation<T>(EventLoop loop, Func<Task<T>> work) : LoopInvocation(loop)
{
    private readonly TaskCompletionSource<T> _completion = new(loop.Host.CompletionOptions);

    public Task<T> Task => _completion.Task;

    public override void Fail(Exception exception) => _completion.TrySetException(exception);

    protected override async void Start()
    {
        try
        {
            var result = await work().ConfigureAwait(true);
            Loop.Forget(this);
            _completion.TrySetResult(result);
        }
        catch (OperationCanceledException exception) when (exception.CancellationToken.IsCancellationRequested)
        {
            // One without a cancelled token carries a message of its own, and stays the exception that it is.
            Loop.Forget(this);
            _completion.TrySetCanceled(exception.CancellationToken);
        }
#pragma warning disable CA1031 // The exception goes to the caller of the invocation.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Loop.Forget(this);
            _completion.TrySetException(exception);
        }
    }
}
