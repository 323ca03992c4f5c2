using MiniKafka.Configuration.Definitions;

namespace MiniKafka.Configuration.Changes;

/// <summary>Judges changes of a broker that runs by what it has now: pools of threads grow and shrink in steps.</summary>
internal static class RunningBroker
{
    private const string CleanerThreads = "log.cleaner.threads";

    private static readonly string[] ThreadCounts =
        ["background.threads", "num.io.threads", "num.network.threads", "num.recovery.threads.per.data.dir", "num.replica.fetchers", CleanerThreads];

    /// <summary>What is wrong with going from one configuration to the other, as a sentence; null when nothing is.</summary>
    public static string? Problem(BrokerConfigLayers now, BrokerConfigLayers then)
    {
        ArgumentNullException.ThrowIfNull(now);
        ArgumentNullException.ThrowIfNull(then);
        return ThreadCounts.Select(key => ThreadsProblem(key, Number(now, key), Number(then, key))).FirstOrDefault(problem => problem is not null)
            ?? ConfigCombinations.Contradiction(then);
    }

    private static string? ThreadsProblem(string key, long now, long then) =>
        then == now ? null
        : then < 1 ? $"Dynamic thread count update validation failed for {key}={then}, value should be at least 1"
        : then < now / 2 ? $"Dynamic thread count update validation failed for {key}={then}, value should be at least half the current value {now}"
        : then > now * 2 ? $"Dynamic thread count update validation failed for {key}={then}, value should not be greater than double the current value {now}"
        : null;

    private static long Number(BrokerConfigLayers layers, string key) => ConfigText.ParseLong(layers.Effective(key)!);
}
