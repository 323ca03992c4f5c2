using Microsoft.Extensions.Logging;
using MiniKafka.Broker;
using MiniKafka.Broker.Composition;
using MiniKafka.Runtime;

namespace MiniKafka;

/// <content>What it does at the moment, how it fails, and who wants to be told of that.</content>
public sealed partial class KafkaBroker
{
    private volatile KafkaBrokerState _state;
    private volatile Exception? _failureReason;
    private TaskCompletionSource<Exception> _failed;

    /// <summary>
    /// Tells of every change of <see cref="State"/>, one after the other and on a thread that is for such code alone. What is asked of the broker in between
    /// waits: a handler may call <see cref="StartAsync(CancellationToken)"/> and the like, but must not block until they are done. A handler's exception is logged.
    /// </summary>
    public event EventHandler<KafkaBrokerStateChangedEventArgs>? StateChanged;

    /// <summary>What it does at the moment.</summary>
    public KafkaBrokerState State => _state;

    /// <summary>Why it could not start, or stopped by itself; null unless it is <see cref="KafkaBrokerState.Failed"/>.</summary>
    public Exception? FailureReason => _failureReason;

    /// <summary>
    /// Waits until the broker stops by itself, and tells why: the log directory of its metadata, or its last one, failed. It does not
    /// run any more then and may be started again. Being stopped or killed is no failure. As a failure is not what should come, this has no
    /// end of its own.
    /// </summary>
    public Task<Exception> WaitForFailureAsync(CancellationToken cancellationToken = default) => _failed.Task.WaitAsync(cancellationToken);

    /// <summary>A broker that does not come up holds nothing.</summary>
    private async Task<T> UnlessItFailsAsync<T>(BrokerNode node, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception error)
        {
            _node = null;
            await node.KillAsync();
            if (error is OperationCanceledException or ObjectDisposedException)
            {
                await BecomeAsync(KafkaBrokerState.Stopped);
            }
            else
            {
                await BecomeAsync(KafkaBrokerState.Failed, node.Failed.IsCompleted ? await node.Failed : error);
            }

            throw;
        }
    }

    /// <summary>A node that stopped by itself lets go of its files, so that it can be started again.</summary>
    private async Task WatchAsync(BrokerNode node, TaskCompletionSource<Exception> failed)
    {
        var failure = await node.Failed;
        try
        {
            await InTurnAsync(async () =>
            {
                if (_node == node)
                {
                    _node = null;
                    try
                    {
                        await node.KillAsync();
                    }
                    finally
                    {
                        await BecomeAsync(KafkaBrokerState.Failed, failure);
                    }
                }
            });
        }
        finally
        {
            // Whatever letting go of a failed disk brings, the reason is the first failure.
            failed.TrySetResult(failure);
        }
    }

    /// <summary>The new state is there for everybody to see before anybody is told.</summary>
    private async Task BecomeAsync(KafkaBrokerState state, Exception? reason = null)
    {
        if (_state == state && state != KafkaBrokerState.Failed)
        {
            return;
        }

        _failureReason = reason;
        _state = state;
        if (StateChanged is { } handlers)
        {
            await _loop.Host.RunOnWorkerAsync(WorkerKind.User, () => Tell(handlers, new KafkaBrokerStateChangedEventArgs(this, state, reason)));
        }
    }

    private void Tell(EventHandler<KafkaBrokerStateChangedEventArgs> handlers, KafkaBrokerStateChangedEventArgs change)
    {
        foreach (var handler in handlers.GetInvocationList().Cast<EventHandler<KafkaBrokerStateChangedEventArgs>>())
        {
            try
            {
                handler(this, change);
            }
#pragma warning disable CA1031 // What a handler throws concerns neither the broker nor the other handlers.
            catch (Exception error)
#pragma warning restore CA1031
            {
                BrokerLog.HandlerFailed(_options.Loggers.CreateLogger("MiniKafka.Broker"), Id, change.State.ToString(), error);
            }
        }
    }
}
