using MiniKafka.Runtime;

namespace MiniKafka.Coordination;

/// <summary>
/// What one shard has to send to other brokers.
/// 1. A request waits until the records it follows from are committed, also when whoever asked for them waits no longer.
/// 2. It is sent, once at a time; without an answer that settles it, it is left alone for a moment, which grows, and sent again.
/// 3. What the answer decides is written in turn.
/// When the leadership ends everything is dropped, answers that are still to come included: the next leader finds in the log what
/// has not been settled. Owned by the shard's loop.
/// </summary>
internal sealed class Outbox(EventLoop loop, Action<Result> write)
{
    private readonly RetryBackoff _backoff = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1), loop.Host.CreateRandom($"{loop.Name} sends again"));
    private readonly Queue<(long LastOffset, OutgoingRequest Request)> _uncommitted = [];
    private bool _isClosed;

    /// <summary>These requests follow from what is written up to an offset.</summary>
    public void Add(long lastOffset, IReadOnlyList<OutgoingRequest> requests)
    {
        foreach (var request in requests)
        {
            _uncommitted.Enqueue((lastOffset, request));
        }
    }

    /// <summary>Sends what follows from what lies below the high watermark.</summary>
    public void Commit(long highWatermark)
    {
        while (_uncommitted.TryPeek(out var oldest) && oldest.LastOffset < highWatermark)
        {
            _uncommitted.Dequeue();
            loop.Start(() => SendAsync(oldest.Request));
        }
    }

    /// <summary>Drops everything for good.</summary>
    public void Close()
    {
        _isClosed = true;
        _uncommitted.Clear();
    }

    private async Task SendAsync(OutgoingRequest request)
    {
        for (var failures = 1; !_isClosed; failures++)
        {
            var answered = await request.SendAsync();
            if (_isClosed)
            {
                return;
            }

            if (answered?.Invoke() is { } next)
            {
                write(next);
                return;
            }

            await Task.Delay(_backoff.After(failures), loop.Clock);
        }
    }
}
