namespace MiniKafka.Storage.Files;

/// <summary>
/// The jobs on workers that may have files of one log open: forces, compaction, and the second step of deletions. What renames or
/// deletes such files has to wait for them, because Windows refuses it otherwise. Owned by the partition's loop, on which a job is
/// noted before it starts and after it ended. Work that had to stop in the middle, because somebody else holds a file, counts as a job
/// until it is done, and goes before everything that waits.
/// </summary>
internal sealed class LogJobs
{
    private readonly Queue<Action> _waiting = new();
    private readonly Queue<(Action Work, bool StopsService)> _unfinished = new();
    private int _running;

    /// <summary>No worker has a file of the log open.</summary>
    public bool IsIdle => _running == 0;

    /// <summary>Somebody waits: jobs of many slices give way.</summary>
    public bool IsAwaited => _waiting.Count > 0;

    /// <summary>Something had to stop in the middle.</summary>
    public bool IsUnfinished => _unfinished.Count > 0;

    /// <summary>Until that is done, nothing may be appended or read: the log is neither what it was nor what it will be.</summary>
    public bool StopsService { get; private set; }

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

    /// <summary>Notes work that had to stop in the middle and may be done again from its beginning.</summary>
    public void Interrupt(Action work, bool stopsService)
    {
        if (!IsUnfinished)
        {
            Begin();
        }

        _unfinished.Enqueue((work, stopsService));
        StopsService |= stopsService;
    }

    /// <summary>Does what had to stop, in its order; false when workers have files open. What stops again stays for the next time.</summary>
    public bool Finish()
    {
        if (_running > 1)
        {
            return false;
        }

        while (_unfinished.TryPeek(out var next))
        {
            next.Work();
            _unfinished.Dequeue();
            StopsService = _unfinished.Any(static left => left.StopsService);
        }

        End();
        return true;
    }

    /// <summary>The log is out of service: nothing of it is finished any more.</summary>
    public void GiveUp()
    {
        if (IsUnfinished)
        {
            _unfinished.Clear();
            StopsService = false;
            End();
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
