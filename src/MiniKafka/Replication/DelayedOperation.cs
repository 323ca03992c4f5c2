namespace MiniKafka.Replication;

/// <summary>
/// A produce, fetch or deletion that waits for something to happen to its partitions. Owned by the broker's loop. It ends with whatever comes
/// first: what it waits for, the end of its time, or its client, who is gone with the broker at the latest. Then nothing of it is left
/// anywhere.
/// </summary>
internal abstract class DelayedOperation : IDelayedOperation
{
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected bool IsFinished => _finished.Task.IsCompleted;

    /// <summary>Waits for whichever comes first; what there is then has to be looked at anew.</summary>
    public async Task WaitAsync(TimeProvider clock, TimeSpan timeout, CancellationToken clientGone)
    {
        var places = new List<IDisposable>();
        try
        {
            Watch(places);
            if (!IsFinished)
            {
                await using var timer = clock.CreateTimer(static state => ((DelayedOperation)state!).Finish(), this, timeout, Timeout.InfiniteTimeSpan);
                await using var gone = clientGone.UnsafeRegister(static state => ((DelayedOperation)state!).Finish(), this);
                await _finished.Task;
            }
        }
        finally
        {
            places.ForEach(static place => place.Dispose());
        }
    }

    /// <summary>Looks whether something has happened already; finishes the operation when nothing is left to wait for.</summary>
    public abstract void OnChanged(int index);

    /// <inheritdoc/>
    public virtual void OnLogStartMoved(int index) => OnChanged(index);

    /// <summary>Takes a place wherever there is something to wait for, until that is done or the operation is finished.</summary>
    protected abstract void Watch(List<IDisposable> places);

    /// <summary>Takes a place among those who wait, unless there is nothing to wait for any more.</summary>
    protected void Watch(Partition partition, int index, List<IDisposable> places)
    {
        OnChanged(index);
        if (!IsFinished)
        {
            places.Add(partition.Waiting.Add(this, index));
        }
    }

    protected void Finish() => _finished.TrySetResult();
}
