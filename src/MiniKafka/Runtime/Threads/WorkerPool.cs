namespace MiniKafka.Runtime.Threads;

/// <summary>
/// A bounded group of threads for jobs that block. A thread is made when a job finds none free, and ends after a while
/// without one.
/// </summary>
internal sealed class WorkerPool(string name, int maxThreads)
{
    private static readonly TimeSpan IdleLife = TimeSpan.FromSeconds(10);

    private readonly object _gate = new();
    private readonly Queue<Action> _jobs = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _threads;
    private int _free;
    private bool _closed;

    public Task<T> RunAsync<T>(Func<T> work)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            _jobs.Enqueue(() => Complete(completion, work));
            if (_free >= _jobs.Count)
            {
                Monitor.Pulse(_gate);
            }
            else if (_threads < maxThreads)
            {
                _threads++;
                new Thread(Work) { IsBackground = true, Name = name }.UnsafeStart();
            }
        }

        return completion.Task;
    }

    /// <summary>Finishes the jobs that were accepted and ends all threads.</summary>
    public Task CloseAsync()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
            if (_threads == 0)
            {
                _ended.TrySetResult();
            }
        }

        return _ended.Task;
    }

    private static void Complete<T>(TaskCompletionSource<T> completion, Func<T> work)
    {
        try
        {
            completion.SetResult(work());
        }
#pragma warning disable CA1031 // The exception goes to whoever asked for the job.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            completion.SetException(exception);
        }
    }

    private void Work()
    {
        while (TakeJob() is { } job)
        {
            job();
        }
    }

    private Action? TakeJob()
    {
        lock (_gate)
        {
            while (_jobs.Count == 0)
            {
                _free++;
                var woken = !_closed && Monitor.Wait(_gate, IdleLife);
                _free--;
                if (!woken && _jobs.Count == 0)
                {
                    if (--_threads == 0 && _closed)
                    {
                        _ended.TrySetResult();
                    }

                    return null;
                }
            }

            return _jobs.Dequeue();
        }
    }
}
