namespace MiniKafka.Runtime;

/// <summary>One callback and its state, kept as they came so that posting allocates nothing.</summary>
internal readonly struct LoopWorkItem
{
    private readonly object _callback;

    public LoopWorkItem(Action callback)
    {
        _callback = callback;
        State = null;
    }

    public LoopWorkItem(Action<object?> callback, object? state)
    {
        _callback = callback;
        State = state;
    }

    public LoopWorkItem(SendOrPostCallback callback, object? state)
    {
        _callback = callback;
        State = state;
    }

    public object? State { get; }

    public void Run()
    {
        if (_callback is SendOrPostCallback post)
        {
            post(State);
        }
        else if (_callback is Action<object?> withState)
        {
            withState(State);
        }
        else
        {
            ((Action)_callback)();
        }
    }
}
