using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MiniKafka.Runtime.Threads;

/// <summary>How many threads a <see cref="ThreadLoopHost"/> may use, and who hears of trouble.</summary>
internal sealed record ThreadLoopHostOptions
{
    /// <summary>Upper bound of the threads that run loops. They are made when first needed.</summary>
    public int LoopThreads { get; init; } = Math.Clamp(Environment.ProcessorCount, 2, 8);

    /// <summary>Upper bound of the workers for flushes and cold reads.</summary>
    public int IoWorkers { get; init; } = 8;

    /// <summary>Upper bound of the workers nobody waits for.</summary>
    public int BackgroundWorkers { get; init; } = 10;

    /// <summary>Upper bound of the workers that run users' handlers: each client in this process uses at most one at a time.</summary>
    public int UserWorkers { get; init; } = 256;

    /// <summary>Where randomness starts; each host its own unless given.</summary>
    public long? Seed { get; init; }

    public ILogger Logger { get; init; } = NullLogger.Instance;
}
