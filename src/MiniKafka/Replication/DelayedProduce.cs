using MiniKafka.Model;

namespace MiniKafka.Replication;

/// <summary>Appends that wait for all in-sync replicas (acks=all), or for the leader's disk, until each is decided.</summary>
/// <param name="outcomes">All appends of the request; those that wait carry their partition.</param>
internal sealed class DelayedProduce(AppendOutcome[] outcomes) : DelayedOperation
{
    private int _undecided = outcomes.Count(outcome => outcome.WaitsFor is not null);

    public override void OnChanged(int index)
    {
        var outcome = outcomes[index];
        if (outcome.WaitsFor?.OutcomeOf(outcome) is { } decided)
        {
            Decide(outcome, decided);
            if (--_undecided == 0)
            {
                Finish();
            }
        }
    }

    /// <summary>What is not decided when the wait is over has run out of time.</summary>
    public void TimeOut()
    {
        foreach (var outcome in outcomes)
        {
            if (outcome.WaitsFor is not null)
            {
                Decide(outcome, ErrorCode.RequestTimedOut);
            }
        }
    }

    protected override void Watch(List<IDisposable> places)
    {
        for (var i = 0; i < outcomes.Length; i++)
        {
            if (outcomes[i].WaitsFor is { } partition)
            {
                Watch(partition, i, places);
            }
        }
    }

    private static void Decide(AppendOutcome outcome, ErrorCode error)
    {
        outcome.WaitsFor = null;
        if (error != ErrorCode.None)
        {
            outcome.Result = outcome.Result with { Error = error };
        }
    }
}
