namespace MiniKafka.Runtime;

/// <summary>A loop's order to stand still. It takes its turn in the queue and is fulfilled once no thread runs the loop.</summary>
internal sealed class LoopHold(EventLoop loop) : LoopInvocation(loop)
{
    private readonly TaskCompletionSource _held = loop.CreateCompletion();

    public Task Held => _held.Task;

    public override void Fail(Exception exception) => _held.TrySetException(exception);

    public void Complete()
    {
        Loop.Forget(this);
        _held.TrySetResult();
    }

    protected override void Start() => Loop.StandStill(this);
}
