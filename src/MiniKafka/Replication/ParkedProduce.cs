using MiniKafka.Model;

namespace MiniKafka.Replication;

/// <summary>
/// Appends that wait for all in-sync replicas (acks=all), or for the leader's disk, until each is decided or the time is up. Owned by the broker's loop.
/// </summary>
internal sealed class ParkedProduce : IParkedOperation
{
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly AppendOutcome[] _outcomes;
    private int _undecided;

    /// <param name="outcomes">All appends of the request; those that wait carry their partition.</param>
    public ParkedProduce(AppendOutcome[] outcomes)
    {
        _outcomes = outcomes;
        _undecided = outcomes.Count(outcome => outcome.WaitsFor is not null);
    }

    public bool IsFinished => _finished.Task.IsCompleted;

    public async Task WaitAsync(TimeProvider clock, TimeSpan timeout)
    {
        foreach (var outcome in _outcomes)
        {
            if (outcome.WaitsFor is { } partition)
            {
                OnChanged(partition);
                partition.Park(this);
            }
        }

        if (!IsFinished)
        {
            await using var timer = clock.CreateTimer(static state => ((ParkedProduce)state!).TimeOut(), this, timeout, Timeout.InfiniteTimeSpan);
            await _finished.Task;
        }
    }

    public void OnChanged(Partition partition)
    {
        if (IsFinished)
        {
            return;
        }

        foreach (var outcome in _outcomes)
        {
            if (ReferenceEquals(outcome.WaitsFor, partition)
                && partition.OutcomeOf(outcome) is { } decided)
            {
                Decide(outcome, decided);
            }
        }

        if (_undecided == 0)
        {
            _finished.TrySetResult();
        }
    }

    private void TimeOut()
    {
        foreach (var outcome in _outcomes)
        {
            if (outcome.WaitsFor is not null)
            {
                Decide(outcome, ErrorCode.RequestTimedOut);
            }
        }

        _finished.TrySetResult();
    }

    private void Decide(AppendOutcome outcome, ErrorCode error)
    {
        outcome.WaitsFor = null;
        _undecided--;
        if (error != ErrorCode.None)
        {
            outcome.Result = outcome.Result with { Error = error };
        }
    }
}
