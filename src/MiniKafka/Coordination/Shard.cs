using MiniKafka.Model;

namespace MiniKafka.Coordination;

/// <summary>
/// One partition of a coordinator while this broker leads it. Runs on the runtime's loop.
/// A write: 1. the operation decides on records and a response, 2. the records are appended, 3. they are replayed into
/// the state, 4. the response is released when they are committed, and what the result asks for is sent to other brokers. If the
/// append fails the state stays as it was.
/// Invariant: records are replayed in the order of their offsets, and responses released in that order.
/// </summary>
internal sealed class Shard<TState> : IDisposable
    where TState : class, ICoordinatorState
{
    private readonly int _partition;
    private readonly ICoordinatorLog _log;
    private readonly TimeProvider _clock;
    private readonly UncommittedWrites _uncommitted;
    private readonly ShardTimers _timers;
    private readonly Outbox _outbox;
    private long _highWatermark;
    private long _nextOffset;
    private long _loadedUpTo;
    private bool _writing;
    private bool _committing;

    public Shard(int partition, int leaderEpoch, CoordinatorSettings settings, ICoordinatorLog log, Func<ShardTimers, TState> createState)
    {
        _partition = partition;
        _log = log;
        _clock = settings.Clock;
        LeaderEpoch = leaderEpoch;
        _uncommitted = new UncommittedWrites(settings.Clock, settings.CommitTimeout);
        _timers = new ShardTimers(settings.Clock, operation => Write(operation()));
        _outbox = new Outbox(settings.Loop, next => Write(next));
        State = createState(_timers);
    }

    public TState State { get; }

    public int LeaderEpoch { get; set; }

    public ShardStatus Status { get; private set; } = ShardStatus.Loading;

    /// <summary>Why nothing can be asked of this shard now; none when it is active.</summary>
    public ErrorCode Refusal => Status switch
    {
        ShardStatus.Active => ErrorCode.None,
        ShardStatus.Loading => ErrorCode.CoordinatorLoadInProgress,
        _ => ErrorCode.NotCoordinator,
    };

    /// <summary>True when everything is committed that this broker found in the log when it took over.</summary>
    public bool IsCaughtUp => _highWatermark >= _loadedUpTo;

    /// <summary>Called when something of the state may have changed, or what of it is committed.</summary>
    public required Action Changed { get; init; }

    public CancellationTokenSource Closed { get; } = new();

    /// <summary>Everything is replayed; the shard opens for requests.</summary>
    public void Activate(long nextOffset)
    {
        (Status, _loadedUpTo, _nextOffset) = (ShardStatus.Active, nextOffset, nextOffset);
        Write(State.OnLoaded(nextOffset));
    }

    public void Fail() => Status = ShardStatus.Failed;

    /// <summary>
    /// Appends and replays a result. <paramref name="released"/> is called with none when its records are committed (or,
    /// without records, when everything is that was written before, since the answer may rest on it), else with why not.
    /// </summary>
    /// <param name="result">What was decided.</param>
    /// <param name="released">Told once how it ended.</param>
    /// <param name="batches">What to write, if that is not simply the result's records.</param>
    public void Write(Result result, Action<ErrorCode>? released = null, IEnumerable<ShardBatch<TState>>? batches = null)
    {
        if (Status == ShardStatus.Closed)
        {
            Settle(result, released, ErrorCode.NotCoordinator);
            return;
        }

        var before = _nextOffset;
        var error = Append(batches ?? CoordinatorBatches.Encode<TState>(result, _clock.GetUtcNow().ToUnixTimeMilliseconds()));
        var next = error == ErrorCode.None ? result.Replayed?.Invoke() : null;
        if (error == ErrorCode.None)
        {
            _outbox.Add(_nextOffset - 1, result.Requests);
        }

        // Also what was written and given up on may be lost or committed yet.
        if (error != ErrorCode.None || (_nextOffset == before && _nextOffset <= _highWatermark))
        {
            Settle(result, released, error);
        }
        else
        {
            _uncommitted.Add(_nextOffset - 1, outcome => Settle(result, released, outcome));
        }

        WriteNext(next);
        CommitUpToHighWatermark();
        Changed();
    }

    public void OnHighWatermark(long highWatermark)
    {
        _highWatermark = Math.Max(_highWatermark, highWatermark);
        State.OnCommitted(_highWatermark);
        CommitUpToHighWatermark();
        Changed();
    }

    /// <summary>Lets go of everything: timers, and all who wait for a response.</summary>
    public void Dispose()
    {
        Status = ShardStatus.Closed;
        Closed.Cancel();
        Closed.Dispose();
        _timers.Close();
        _outbox.Close();
        _uncommitted.FailAll(ErrorCode.NotCoordinator);
        _uncommitted.Dispose();
        State.OnUnloaded();
    }

    private ErrorCode Append(IEnumerable<ShardBatch<TState>> batches)
    {
        foreach (var batch in batches)
        {
            // A watermark that moves during the append must not run callbacks before the records are replayed.
            _writing = true;
            var append = _log.Append(_partition, LeaderEpoch, batch.Bytes);
            _writing = false;
            if (append.Error != ErrorCode.None)
            {
                return append.Error;
            }

            batch.Replay(State, append.BaseOffset);
            _nextOffset = append.BaseOffset + batch.Count;
            State.OnCommitted(_highWatermark);
        }

        return ErrorCode.None;
    }

    private void Settle(Result result, Action<ErrorCode>? released, ErrorCode error)
    {
        var outcome = CoordinatorErrors.FromAppend(error);
        var next = result.Settled?.Invoke(outcome);
        released?.Invoke(outcome);
        WriteNext(next);
        Changed();
    }

    private void WriteNext(Result? next)
    {
        if (next is not null && next != Result.Nothing)
        {
            Write(next);
        }
    }

    private void CommitUpToHighWatermark()
    {
        if (_writing || _committing)
        {
            return;
        }

        _committing = true;
        long highWatermark;
        do
        {
            highWatermark = _highWatermark;
            _uncommitted.Commit(highWatermark);
            _outbox.Commit(highWatermark);
        }
        while (highWatermark != _highWatermark);
        _committing = false;
    }
}

/// <summary>The life of a shard.</summary>
internal enum ShardStatus
{
    /// <summary>The log is being replayed.</summary>
    Loading,

    /// <summary>Requests are served.</summary>
    Active,

    /// <summary>The log could not be read.</summary>
    Failed,

    /// <summary>This broker no longer leads the partition.</summary>
    Closed,
}
