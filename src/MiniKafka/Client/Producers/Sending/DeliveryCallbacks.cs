using MiniKafka.Client.Producers.Accumulation;
using MiniKafka.Runtime;

namespace MiniKafka.Client.Producers.Sending;

/// <summary>
/// Runs the user's delivery handlers: in the order in which batches were completed, one at a time, on a worker. A handler
/// that blocks holds up the later handlers of its own producer, and nothing else. Owned by the producer's loop.
/// </summary>
internal sealed class DeliveryCallbacks(EventLoop loop, Action<Exception> report)
{
    [ThreadStatic]
    private static DeliveryCallbacks? s_running;

    private readonly Queue<ProducerBatch> _waiting = new();
    private TaskCompletionSource? _idle;
    private bool _busy;

    /// <summary>True while the calling thread runs a handler of this producer.</summary>
    public bool IsCurrent => ReferenceEquals(s_running, this);

    public void Enqueue(ProducerBatch batch)
    {
        _waiting.Enqueue(batch);
        if (!_busy)
        {
            _busy = true;
            loop.Start(RunAllAsync);
        }
    }

    /// <summary>Completes when every handler that is due has returned.</summary>
    public Task WhenIdleAsync() => _busy ? (_idle ??= loop.CreateCompletion()).Task : Task.CompletedTask;

    /// <summary>Runs the batch's handlers on the calling thread.</summary>
    public void RunNow(ProducerBatch batch)
    {
        var outer = s_running;
        s_running = this;
        try
        {
            batch.TellHandlers(report);
        }
        finally
        {
            s_running = outer;
        }
    }

    private async Task RunAllAsync()
    {
        while (_waiting.Count > 0)
        {
            var batches = _waiting.ToArray();
            _waiting.Clear();
            await loop.Host.RunOnWorkerAsync(WorkerKind.User, () =>
            {
                foreach (var batch in batches)
                {
                    RunNow(batch);
                }
            });
        }

        _busy = false;
        _idle?.TrySetResult();
        _idle = null;
    }
}
