namespace MiniKafka.Storage.Files;

/// <summary>
/// What the files of one cluster take, all replicas counted, and how much that may be. The bound is for what clients produce;
/// everything else is counted and never refused. Files take and give back on any thread. Invariant: what is held is the sum of what the
/// files hold: in memory whole blocks of those that have a name or are open, on disk the lengths of those that are there.
/// </summary>
internal sealed class SpaceAccount
{
    private long _held;
    private long _promised;
    private long _refusals;

    private SpaceAccount(string medium, string option, long mostBytes) => (Medium, Option, MostBytes) = (medium, option, mostBytes);

    /// <summary>What the files lie in, in words.</summary>
    public string Medium { get; }

    /// <summary>Who chose the bound.</summary>
    public string Option { get; }

    /// <summary>From here on clients are refused.</summary>
    public long MostBytes { get; }

    public long HeldBytes => Volatile.Read(ref _held);

    /// <summary>What followers have yet to copy of that which their leaders have.</summary>
    public long PromisedBytes => Volatile.Read(ref _promised);

    /// <summary>What is left for clients.</summary>
    public long FreeBytes => Math.Max(0, MostBytes - HeldBytes - PromisedBytes);

    /// <summary>Once it was full, it counts as full until this much is free again, so that it is not told of again and again.</summary>
    private long NotableBytes => MostBytes / 8;

    public static SpaceAccount OfMemory(long mostBytes) => new("memory", "KafkaClusterOptions.MemoryLimit", mostBytes);

    public static SpaceAccount OfDisk(long mostBytes) => new("disk space", "KafkaClusterOptions.MaxDiskBytes", mostBytes);

    public void Take(long bytes) => Interlocked.Add(ref _held, bytes);

    public void Give(long bytes) => Interlocked.Add(ref _held, -bytes);

    public void Promise(long bytes) => Interlocked.Add(ref _promised, bytes);

    /// <summary>A client was refused: how often that has happened since there was room.</summary>
    public long CountRefusal() => Interlocked.Increment(ref _refusals);

    /// <summary>How many clients' batches were refused, told once, when there is room again; 0 before, and when there were none.</summary>
    public long TakeRefusals() => Volatile.Read(ref _refusals) > 0 && FreeBytes >= NotableBytes ? Interlocked.Exchange(ref _refusals, 0) : 0;
}
