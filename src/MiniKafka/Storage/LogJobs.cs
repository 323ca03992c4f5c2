namespace MiniKafka.Storage;

/// <summary>
/// The jobs on workers that may have files of one log open: forces, compaction, and the second step of deletions. What renames or
/// deletes such files has to wait for them, because Windows refuses it otherwise. Owned by the partition's loop, on which a job is
/// noted before it starts and after it ended.
/// </summary>
internal sealed class LogJobs
{
    private readonly Queue<Action> _waiting = new();
    private int _running;

    /// <summary>No worker has a file of the log open.</summary>
    public bool IsIdle => _running == 0;

    /// <summary>Somebody waits: jobs of many slices give way.</summary>
    public bool IsAwaited => _waiting.Count > 0;

    public void Begin() => _running++;

    public void End()
    {
        _running--;
        while (IsIdle && _waiting.TryDequeue(out var work))
        {
            work();
        }
    }

    /// <summary>Does something now, or in the very turn of the loop in which the last job ends.</summary>
    public void WhenIdle(Action work)
    {
        if (IsIdle)
        {
            work();
        }
        else
        {
            _waiting.Enqueue(work);
        }
    }

    /// <summary>Completes when no job is under way; the next may have begun by then.</summary>
    public Task IdleAsync()
    {
        var idle = new TaskCompletionSource();
        WhenIdle(idle.SetResult);
        return idle.Task;
    }

    /// <summary>Lets those go first who wait; between two slices of one job.</summary>
    public Task GiveWayAsync() => IsAwaited ? IdleAsync() : Task.CompletedTask;
}
