using System.Collections.Concurrent;

namespace MiniKafka.Runtime.Threads;

/// <summary>
/// Runs items one at a time on threads of the pool, where the framework completes socket operations. Several lanes
/// bound how many threads sockets use at once.
/// </summary>
internal sealed class PoolLane : IThreadPoolWorkItem
{
    private readonly ConcurrentQueue<IThreadPoolWorkItem> _queue = new();
    private int _busy;

    /// <summary>Runs the item on the calling thread when nobody runs this lane, else on the thread that does.</summary>
    public void Run(IThreadPoolWorkItem item)
    {
        _queue.Enqueue(item);
        if (Interlocked.Exchange(ref _busy, 1) == 0)
        {
            Execute();
        }
    }

    /// <summary>Runs the item soon, never on the calling thread.</summary>
    public void Schedule(IThreadPoolWorkItem item)
    {
        _queue.Enqueue(item);
        if (Interlocked.Exchange(ref _busy, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    public void Execute()
    {
        LoopGuest.Begin();
        do
        {
            while (_queue.TryDequeue(out var item))
            {
                item.Execute();
                LoopGuest.RunKept();
            }

            // Free is published before the last look: an item that came in between is seen here or by whoever brought it.
            Interlocked.Exchange(ref _busy, 0);
        }
        while (!_queue.IsEmpty && Interlocked.Exchange(ref _busy, 1) == 0);
        LoopGuest.End();
    }
}
