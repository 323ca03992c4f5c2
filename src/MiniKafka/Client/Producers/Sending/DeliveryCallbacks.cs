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
    private Task _job = Task.CompletedTask;
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

    /// <summary>The loop has ended: runs what is left, and these, here and now, or behind the handlers that run at this moment.</summary>
    public Task RunLastAsync(IEnumerable<ProducerBatch> batches)
    {
        ProducerBatch[] last = [.. _waiting, .. batches];
        return _job.ContinueWith(
            _ => Array.ForEach(last, Run), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void Run(ProducerBatch batch)
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
            // Refused by a host that ends, they stay here for the end.
            var batches = _waiting.ToArray();
            _job = loop.Host.RunOnWorkerAsync(WorkerKind.User, () => Array.ForEach(batches, Run));
            _waiting.Clear();
            await _job;
        }

        _busy = false;
        _idle?.TrySetResult();
        _idle = null;
    }
}
