namespace MiniKafka.Storage.Files;

/// <summary>
/// What the files in memory of one cluster hold, all replicas counted, and how much that may be. The bound is for what clients produce;
/// everything else is counted and never refused. Files take and give back whole blocks, on any thread. Invariant: what is held is the sum of
/// what the files hold that have a name or are open.
/// </summary>
/// <param name="mostBytes">From here on clients are refused.</param>
internal sealed class MemoryAccount(long mostBytes)
{
    private long _held;
    private long _promised;
    private long _refusals;

    public long MostBytes { get; } = mostBytes;

    public long HeldBytes => Volatile.Read(ref _held);

    /// <summary>What followers have yet to copy of that which their leaders have.</summary>
    public long PromisedBytes => Volatile.Read(ref _promised);

    /// <summary>What is left for clients.</summary>
    public long FreeBytes => Math.Max(0, MostBytes - HeldBytes - PromisedBytes);

    /// <summary>Once it was full, it counts as full until this much is free again, so that it is not told of again and again.</summary>
    private long NotableBytes => MostBytes / 8;

    public void Take(long bytes) => Interlocked.Add(ref _held, bytes);

    public void Give(long bytes) => Interlocked.Add(ref _held, -bytes);

    public void Promise(long bytes) => Interlocked.Add(ref _promised, bytes);

    /// <summary>A client was refused: how often that has happened since there was room.</summary>
    public long CountRefusal() => Interlocked.Increment(ref _refusals);

    /// <summary>How many clients' batches were refused, told once, when there is room again; 0 before, and when there were none.</summary>
    public long TakeRefusals() => Volatile.Read(ref _refusals) > 0 && FreeBytes >= NotableBytes ? Interlocked.Exchange(ref _refusals, 0) : 0;
}
