using System.Collections.Concurrent;
using MiniKafka.Runtime;

namespace MiniKafka.Client.Consumers;

/// <summary>
/// What the loop has for the application, in order: fetched records, steps of a rebalance, failures. The loop puts in,
/// one thread of the application takes out and waits, blocking or not.
/// </summary>
internal sealed class ConsumerMailbox(EventLoop loop)
{
    private readonly ConcurrentQueue<object> _items = new();
    private TaskCompletionSource? _waiter;

    public void Put(object item)
    {
        _items.Enqueue(item);
        Wake();
    }

    /// <summary>Lets a waiting application look again.</summary>
    public void Wake() => Interlocked.Exchange(ref _waiter, null)?.TrySetResult();

    public bool TryTake(out object? item) => _items.TryDequeue(out item);

    /// <summary>Completes when there may be something to take.</summary>
    public Task WhenFilled()
    {
        var waiter = loop.CreateCompletion();
        Interlocked.Exchange(ref _waiter, waiter);
        if (!_items.IsEmpty || loop.IsStopped)
        {
            Wake();
        }

        return waiter.Task;
    }
}
