using System.Threading.Tasks.Sources;

namespace MiniKafka.Runtime;

/// <summary>
/// One value handed to one awaiter, again and again, without allocating. Armed, completed and awaited on its loop; the
/// awaiter then continues inside the completing call, which saves a turn of the loop's queue. An awaiter elsewhere
/// (a test) continues where it came from.
/// </summary>
internal sealed class LoopSignal<T>(EventLoop loop) : IValueTaskSource<T>
{
    private static readonly Action<object?> Completed = static _ => { };

    private Action<object?>? _continuation;
    private object? _state;
    private SynchronizationContext? _context;
    private Exception? _exception;
    private T? _result;
    private short _version;
    private bool _armed;

    /// <summary>True from <see cref="Arm"/> until the signal is completed.</summary>
    public bool IsArmed => _armed;

    /// <summary>The next completion, to be awaited once.</summary>
    public ValueTask<T> Arm()
    {
        if (_armed)
        {
            throw new InvalidOperationException("The signal has an awaiter already.");
        }

        _armed = true;
        _continuation = null;
        _state = null;
        _exception = null;
        _result = default;
        return new ValueTask<T>(this, ++_version);
    }

    public void Complete(T result)
    {
        _result = result;
        Finish();
    }

    public void Fail(Exception exception)
    {
        _exception = exception;
        Finish();
    }

    public T GetResult(short token)
    {
        Check(token);
        if (_exception is { } exception)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(exception);
        }

        var result = _result!;
        _result = default;
        return result;
    }

    public ValueTaskSourceStatus GetStatus(short token)
    {
        Check(token);
        return _armed ? ValueTaskSourceStatus.Pending
            : _exception is null ? ValueTaskSourceStatus.Succeeded
            : _exception is OperationCanceledException ? ValueTaskSourceStatus.Canceled
            : ValueTaskSourceStatus.Faulted;
    }

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        Check(token);
        _state = state;
        _context = loop.IsCurrent ? loop : SynchronizationContext.Current;
        if (Interlocked.CompareExchange(ref _continuation, continuation, null) is not null)
        {
            Continue(continuation, state);
        }
    }

    private void Finish()
    {
        if (!_armed)
        {
            throw new InvalidOperationException("The signal has no awaiter.");
        }

        _armed = false;
        var continuation = Interlocked.CompareExchange(ref _continuation, Completed, null);
        if (continuation is not null)
        {
            Continue(continuation, _state);
        }
    }

    private void Continue(Action<object?> continuation, object? state)
    {
        if (loop.IsCurrent && ReferenceEquals(_context, loop))
        {
            continuation(state);
        }
        else if (_context is { } context)
        {
            context.Post(new SendOrPostCallback(continuation), state);
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(new WaitCallback(continuation), state);
        }
    }

    private void Check(short token)
    {
        if (token != _version)
        {
            throw new InvalidOperationException("The signal was awaited twice.");
        }
    }
}
