using MiniKafka.Model;
using MiniKafka.Protocol;

namespace MiniKafka.Coordination;

/// <summary>
/// The shards of one coordinator on this broker, one per partition of its topic that the broker leads. Owned by the
/// broker's loop: every method is called there, and everything completes there.
/// </summary>
internal sealed class CoordinatorRuntime<TState>(CoordinatorSettings settings, ICoordinatorLog log, Func<ShardTimers, TState> createState)
    where TState : class, ICoordinatorState
{
    private readonly SortedDictionary<int, Shard<TState>> _shards = [];
    private readonly ShardLoader _loader = new(log, settings.Codecs);

    /// <summary>Something of a shard's state may have changed, or what of it is committed.</summary>
    public event Action? Changed;

    /// <summary>The time, in milliseconds since 1970.</summary>
    public long NowMs => settings.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The partitions this broker leads now, in order.</summary>
    public IReadOnlyCollection<int> Partitions => _shards.Keys;

    /// <summary>The partition that whatever has this id belongs to, wherever it is led.</summary>
    public int PartitionFor(string id) => CoordinatorPartitioner.PartitionFor(id, log.PartitionCount);

    /// <summary>
    /// This broker became the leader of the partition, or leads it in a newer epoch. Completes when the shard serves
    /// requests, or was given up in the meantime. A log that cannot be read is an exception; the shard refuses requests then.
    /// </summary>
    public async Task LoadAsync(int partition, int leaderEpoch)
    {
        if (_shards.TryGetValue(partition, out var old))
        {
            if (leaderEpoch < old.LeaderEpoch)
            {
                return;
            }

            old.LeaderEpoch = leaderEpoch;
            if (old.Status != ShardStatus.Failed)
            {
                return;
            }

            Unload(partition);
        }

        var shard = new Shard<TState>(partition, leaderEpoch, settings, log, createState) { Changed = () => Changed?.Invoke() };
        _shards.Add(partition, shard);
        long nextOffset;
        try
        {
            nextOffset = await _loader.LoadAsync(partition, shard.State, shard.Closed.Token);
        }
        catch (OperationCanceledException) when (shard.Status == ShardStatus.Closed)
        {
            return;
        }
        catch
        {
            shard.Fail();
            throw;
        }

        shard.OnHighWatermark(log.GetRange(partition)?.HighWatermark ?? 0);
        shard.Activate(nextOffset);
    }

    /// <summary>This broker no longer leads the partition.</summary>
    public void Unload(int partition)
    {
        if (_shards.Remove(partition, out var shard))
        {
            shard.Dispose();
        }
    }

    /// <summary>The broker stops: whoever waits is sent elsewhere.</summary>
    public void UnloadAll()
    {
        foreach (var partition in _shards.Keys.ToList())
        {
            Unload(partition);
        }
    }

    /// <summary>Everything below this offset is committed.</summary>
    public void OnHighWatermark(int partition, long highWatermark)
    {
        if (_shards.TryGetValue(partition, out var shard))
        {
            shard.OnHighWatermark(highWatermark);
        }
    }

    /// <summary>
    /// Runs an operation; the response comes when its records are committed, or <paramref name="failed"/> makes one of the error.
    /// What is written is the result's records, unless <paramref name="encode"/> makes other batches of it.
    /// </summary>
    public Task<TResponse> WriteAsync<TResponse>(
        int partition,
        Func<TState, Result<TResponse>> operation,
        Func<ErrorCode, TResponse> failed,
        Func<Result, IEnumerable<ShardBatch<TState>>>? encode = null)
    {
        if (Find(partition, out var refusal) is not { } shard)
        {
            return Task.FromResult(failed(refusal));
        }

        var completion = new TaskCompletionSource<TResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        var result = operation(shard.State);
        shard.Write(
            result.Outcome,
            error => completion.SetResult(error == ErrorCode.None ? result.Response : failed(error)),
            encode?.Invoke(result.Outcome));
        return completion.Task;
    }

    /// <summary>Runs what a request asks for; the response comes when its records are committed, or the request is refused.</summary>
    public Task<TResponse> WriteAsync<TResponse>(int partition, IRequest<TResponse> request, short apiVersion, Func<TState, Result<TResponse>> operation)
        where TResponse : IResponse =>
        WriteAsync(partition, operation, error => request.Refuse(apiVersion, error));

    /// <summary>Runs an operation that answers by itself; <paramref name="refused"/> is called instead when there is no shard for it.</summary>
    public void Write(int partition, Func<TState, Result> operation, Action<ErrorCode> refused)
    {
        if (Find(partition, out var refusal) is { } shard)
        {
            shard.Write(operation(shard.State));
        }
        else
        {
            refused(refusal);
        }
    }

    /// <summary>
    /// Looks at what of the state is committed; <paramref name="failed"/> makes an answer of why that cannot be. Who has just become the leader
    /// may not know yet how far that goes, and what was read before must not be taken back.
    /// </summary>
    public TResponse Read<TResponse>(int partition, Func<TState, TResponse> look, Func<ErrorCode, TResponse> failed) =>
        Find(partition, out var refusal) is not { } shard ? failed(refusal)
        : !shard.IsCaughtUp ? failed(ErrorCode.CoordinatorLoadInProgress)
        : look(shard.State);

    private Shard<TState>? Find(int partition, out ErrorCode refusal)
    {
        refusal = ErrorCode.NotCoordinator;
        if (!_shards.TryGetValue(partition, out var shard))
        {
            return null;
        }

        refusal = shard.Refusal;
        return refusal == ErrorCode.None ? shard : null;
    }
}
