using MiniKafka.Configuration.Definitions;
using MiniKafka.Configuration.Effective;

namespace MiniKafka.Configuration.Changes;

/// <summary>Judges changes of a broker that runs by what it has now: pools of threads grow and shrink in steps, and log directories are known.</summary>
internal static class RunningBroker
{
    private const string CleanerThreads = "log.cleaner.threads";

    private const string CordonedLogDirs = "cordoned.log.dirs";
    private const string LogRetentionBytes = "log.retention.bytes";
    private const string MetricReporters = "metric.reporters";
    private const string EveryDirectory = "*";
    private const long AsTheWhole = -2;

    private static readonly string[] ThreadCounts =
    [
        "background.threads", "num.io.threads", "num.network.threads", "num.recovery.threads.per.data.dir", "num.replica.fetchers", CleanerThreads,
        "remote.log.manager.copier.thread.pool.size", "remote.log.manager.expiration.thread.pool.size", "remote.log.manager.follower.thread.pool.size",
        "remote.log.reader.threads",
    ];

    /// <summary>Java classes cannot be loaded; this one is known because it is there from the start.</summary>
    private static readonly string[] Reporters = ["org.apache.kafka.common.metrics.JmxReporter"];

    /// <summary>What is wrong with going from one configuration to the other, as a sentence; null when nothing is.</summary>
    public static string? Problem(BrokerConfigLayers now, BrokerConfigLayers then)
    {
        ArgumentNullException.ThrowIfNull(now);
        ArgumentNullException.ThrowIfNull(then);
        return ThreadCounts.Select(key => ThreadsProblem(key, Number(now, key), Number(then, key))).FirstOrDefault(problem => problem is not null)
            ?? (HasChanged("log.local.retention.ms", "log.retention.ms") ? LocalProblem("log.local.retention.ms", "log.retention.ms", then, then.Config.LogRetentionMs) : null)
            ?? (HasChanged("log.local.retention.bytes", LogRetentionBytes) ? LocalProblem("log.local.retention.bytes", LogRetentionBytes, then, Number(then, LogRetentionBytes)) : null)
            ?? (HasChanged(CordonedLogDirs) ? CordonProblem(then) : null)
            ?? (HasChanged(MetricReporters) ? ReporterProblem(then) : null)
            ?? ConfigCombinations.Contradiction(then);

        bool HasChanged(params IEnumerable<string> keys) => keys.Any(key => now.Effective(key) != then.Effective(key));
    }

    /// <summary>What stays on local disks is a part of what is kept.</summary>
    private static string? LocalProblem(string localKey, string wholeKey, BrokerConfigLayers then, long whole) => Number(then, localKey) switch
    {
        _ when whole < 0 => null,
        AsTheWhole => null,
        -1 => $"Invalid value -1 for configuration {localKey}: Value must not be -1 as {wholeKey} value is set as {whole}.",
        var local when local > whole => $"Invalid value {local} for configuration {localKey}: Value must not be more than {wholeKey} property value: {whole}",
        _ => null,
    };

    private static string? ReporterProblem(BrokerConfigLayers then) => ConfigText.SplitList(then.Effective(MetricReporters)!)
        .Where(name => !Reporters.Contains(name))
        .Select(name => $"The class {name} of {MetricReporters} could not be found.")
        .FirstOrDefault();

    private static string? CordonProblem(BrokerConfigLayers then)
    {
        var cordoned = ConfigText.SplitList(then.Effective(CordonedLogDirs)!);
        return cordoned.Contains(EveryDirectory)
            ? cordoned.Count == 1 ? null : $"When cordoned.log.dirs is set to {EveryDirectory}, it must not contain other values"
            : cordoned.Where(directory => !then.Config.LogDirs.Contains(directory)).Select(directory =>
                $"All entries in cordoned.log.dirs must be present in log.dirs or log.dir. Missing entries : {directory}").FirstOrDefault();
    }

    private static string? ThreadsProblem(string key, long now, long then) =>
        then == now ? null
        : then < 1 ? $"Dynamic thread count update validation failed for {key}={then}, value should be at least 1"
        : then < now / 2 ? $"Dynamic thread count update validation failed for {key}={then}, value should be at least half the current value {now}"
        : then > now * 2 ? $"Dynamic thread count update validation failed for {key}={then}, value should not be greater than double the current value {now}"
        : null;

    private static long Number(BrokerConfigLayers layers, string key) => ConfigText.ParseLong(layers.Effective(key)!);
}
