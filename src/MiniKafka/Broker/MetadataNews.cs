using MiniKafka.Runtime;

namespace MiniKafka.Broker;

/// <summary>
/// Lets those go on who wait for the next step of the metadata, once all of the broker has acted upon it. Owned by the broker's loop.
/// </summary>
internal sealed class MetadataNews(EventLoop loop)
{
    // Those who wait combine it with other tasks: what continued asynchronously would do so on the pool.
    private TaskCompletionSource _next = new();

    /// <summary>Completes with the next step.</summary>
    public Task NextAsync() => _next.Task;

    public void Tell()
    {
        var told = _next;
        _next = new TaskCompletionSource();
        told.SetResult();
    }

    /// <summary>Waits until something holds that the metadata may make true: false when it does not within the time, or nobody waits any more.</summary>
    public async Task<bool> UntilAsync(Func<bool> holds, TimeSpan patience, CancellationToken cancellationToken)
    {
        var end = new TaskCompletionSource();
        using var late = loop.Clock.CreateTimer(_ => end.TrySetResult(), null, patience, Timeout.InfiniteTimeSpan);
        using var gone = cancellationToken.Register(() => loop.TryPost(_ => end.TrySetResult(), null));
        while (!holds() && !end.Task.IsCompleted)
        {
            await Task.WhenAny(NextAsync(), end.Task);
        }

        return holds();
    }
}
