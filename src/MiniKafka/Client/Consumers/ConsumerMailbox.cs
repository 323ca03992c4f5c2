using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using MiniKafka.Runtime;

namespace MiniKafka.Client.Consumers;

/// <summary>
/// What the loop has for the application, in order: fetched records, steps of a rebalance, failures. The loop puts in,
/// one thread of the application takes out and waits, blocking or not.
/// </summary>
internal sealed class ConsumerMailbox(EventLoop loop)
{
    private readonly ConcurrentQueue<object> _items = new();
    private TaskCompletionSource? _filled;

    public void Put(object item)
    {
        _items.Enqueue(item);
        Wake();
    }

    /// <summary>Lets a waiting application look again.</summary>
    public void Wake() => Interlocked.Exchange(ref _filled, null)?.TrySetResult();

    public bool TryTake(out object? item) => _items.TryDequeue(out item);

    /// <summary>Takes the next item when it is of this kind; the others stay in their order.</summary>
    public bool TryTake<T>([NotNullWhen(true)] out T? item)
        where T : class
    {
        item = _items.TryPeek(out var next) && next is T && _items.TryDequeue(out next) ? (T)next : null;
        return item is not null;
    }

    /// <summary>Completes when there may be something to take.</summary>
    public Task WhenFilled()
    {
        var filled = loop.CreateCompletion();
        Interlocked.Exchange(ref _filled, filled);
        if (!_items.IsEmpty || loop.IsStopped)
        {
            Wake();
        }

        return filled.Task;
    }
}
