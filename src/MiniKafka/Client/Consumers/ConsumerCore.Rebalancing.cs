using MiniKafka.Model;

namespace MiniKafka.Client.Consumers;

/// <summary>What the application does when its group moves partitions: it sees new ones before they are read, and old ones before they are gone.</summary>
internal sealed partial class ConsumerCore
{
    private void Run(RebalanceStep step)
    {
        var change = step.Begin();
        IReadOnlyList<AssignedPartition> added = change == RebalanceChange.Assigned
            ? Add(step.Partitions.Select(static partition => new TopicPartitionOffset(partition, Offset.Unset)))
            : [];
        _rebalancing = new Rebalancing(step, added, TellAsync(change, step.Partitions));
    }

    private Task TellAsync(RebalanceChange change, IReadOnlyList<TopicPartition> partitions) => Handlers?.Invoke(change, partitions) ?? Task.CompletedTask;

    /// <summary>False while the application's handlers are at it. Throws what they threw.</summary>
    private bool IsHandled()
    {
        if (_rebalancing is not { } done)
        {
            return true;
        }

        if (!done.Handlers.IsCompleted)
        {
            return false;
        }

        _rebalancing = null;
        done.Step.Finish(done.Step.Carried is RebalanceChange.Revoked or RebalanceChange.Lost ? Remove(done.Step.Partitions) : done.Added);
        done.Handlers.GetAwaiter().GetResult();
        return true;
    }

    /// <summary>Completes when there may be something to take, or the application's handlers are done.</summary>
    private Task WhenReady() => _rebalancing is { } running
        ? running.Handlers.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default)
        : Mailbox.WhenFilled();

    /// <summary>A step of a rebalance that the application is at.</summary>
    private sealed record Rebalancing(RebalanceStep Step, IReadOnlyList<AssignedPartition> Added, Task Handlers);
}
