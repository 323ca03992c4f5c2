using MiniKafka.Configuration.Definitions;

namespace MiniKafka.Configuration.Effective;

/// <summary>Values that are fine by themselves but contradict each other.</summary>
internal static class ConfigCombinations
{
    private const long LeastDedupeBytesPerThread = 1024 * 1024;

    /// <summary>The kinds of groups that have keys of their own.</summary>
    public static IReadOnlyList<string> GroupKinds { get; } = ["consumer", "share", "streams"];

    /// <summary>What is contradictory in a broker's configuration, as a sentence; null when nothing is.</summary>
    public static string? Contradiction(BrokerConfigLayers layers)
    {
        if (layers.Given.TryGetValue("node.id", out var nodeId) && layers.Given.TryGetValue("broker.id", out var brokerId) && Number(nodeId) != Number(brokerId))
        {
            return $"broker.id ({brokerId}) and node.id ({nodeId}) must be equal when both are given.";
        }

        if (layers.Effective("log.retention.ms") is { } retention && Number(retention) == 0)
        {
            return "log.retention.ms must be unlimited (-1) or, greater than or equal to 1";
        }

        if (Number(layers.Effective("log.cleaner.dedupe.buffer.size")!) / Math.Max(1, Number(layers.Effective("log.cleaner.threads")!)) <= LeastDedupeBytesPerThread)
        {
            return "log.cleaner.dedupe.buffer.size must be at least 1MB per cleaner thread.";
        }

        if (Number(layers.Effective("max.connections.per.ip")!) == 0 && string.IsNullOrWhiteSpace(layers.Effective("max.connections.per.ip.overrides")))
        {
            return "max.connections.per.ip can be set to zero only if max.connections.per.ip.overrides property is set.";
        }

        return ListenerProblems.Find(layers)
            ?? AtMost(layers, "group.min.session.timeout.ms", "group.max.session.timeout.ms")
            ?? AtMost(layers, "log.cleaner.min.compaction.lag.ms", "log.cleaner.max.compaction.lag.ms")
            ?? AtMost(layers, "broker.heartbeat.interval.ms", "broker.session.timeout.ms")
            ?? AtMost(layers, "replica.fetch.wait.max.ms", "replica.lag.time.max.ms")
            ?? AtMost(layers, "replica.fetch.wait.max.ms", "replica.socket.timeout.ms")
            ?? AtMost(layers, "delegation.token.expiry.time.ms", "delegation.token.max.lifetime.ms")
            ?? GroupKinds.Select(kind => Group(layers, kind)).FirstOrDefault(problem => problem is not null);
    }

    private static string? Group(BrokerConfigLayers layers, string kind)
    {
        foreach (var what in new[] { "session.timeout.ms", "heartbeat.interval.ms", "assignment.interval.ms" })
        {
            var (least, chosen, most) = ($"group.{kind}.min.{what}", $"group.{kind}.{what}", $"group.{kind}.max.{what}");
            if ((AtMost(layers, least, chosen) ?? AtMost(layers, chosen, most)) is { } problem)
            {
                return problem;
            }
        }

        return AtMost(layers, $"group.{kind}.heartbeat.interval.ms", $"group.{kind}.session.timeout.ms");
    }

    private static string? AtMost(BrokerConfigLayers layers, string lower, string upper)
    {
        var (low, high) = (layers.Effective(lower), layers.Effective(upper));
        return low is null || high is null || Number(low) <= Number(high) ? null : $"{lower} ({low}) must be at most {upper} ({high}).";
    }

    private static long Number(string text) => ConfigText.ParseLong(text);
}
