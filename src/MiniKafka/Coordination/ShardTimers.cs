namespace MiniKafka.Coordination;

/// <summary>What a shard's timer is for: at most one timer per key is armed.</summary>
/// <param name="Purpose">What it waits for.</param>
/// <param name="Group">The group, or the transactional id, it concerns.</param>
/// <param name="Member">The member it concerns, if it is about one.</param>
internal readonly record struct ShardTimerKey(string Purpose, string Group = "", string Member = "");

/// <summary>
/// The timers of one shard, on its loop. A timer that fires runs an operation, whose records are written like those of
/// any other. Nothing fires once the shard is closed.
/// </summary>
internal sealed class ShardTimers(TimeProvider clock, Action<Func<Result>> run)
{
    private readonly Dictionary<ShardTimerKey, Armed> _armed = [];
    private bool _closed;

    /// <summary>Arms the timer, or arms it anew with another time and operation.</summary>
    public void Schedule(ShardTimerKey key, long delayMs, Func<Result> operation)
    {
        if (_closed)
        {
            return;
        }

        if (_armed.TryGetValue(key, out var armed))
        {
            armed.Operation = operation;
        }
        else
        {
            _armed.Add(key, armed = new Armed(operation, clock, due => Fire(key, due)));
        }

        armed.Timer.Change(TimeSpan.FromMilliseconds(Math.Max(delayMs, 0)), Timeout.InfiniteTimeSpan);
    }

    public void Cancel(ShardTimerKey key)
    {
        if (_armed.Remove(key, out var armed))
        {
            armed.Timer.Dispose();
        }
    }

    /// <summary>Cancels everything for good.</summary>
    public void Close()
    {
        _closed = true;
        foreach (var armed in _armed.Values)
        {
            armed.Timer.Dispose();
        }

        _armed.Clear();
    }

    private void Fire(ShardTimerKey key, Armed armed)
    {
        if (_armed.TryGetValue(key, out var current) && ReferenceEquals(current, armed))
        {
            _armed.Remove(key);
            armed.Timer.Dispose();
            run(armed.Operation);
        }
    }

    private sealed class Armed
    {
        public Armed(Func<Result> operation, TimeProvider clock, Action<Armed> fire)
        {
            Operation = operation;
            Timer = clock.CreateTimer(_ => fire(this), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public Func<Result> Operation { get; set; }

        public ITimer Timer { get; }
    }
}
