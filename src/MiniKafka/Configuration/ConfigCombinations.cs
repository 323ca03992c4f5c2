using MiniKafka.Configuration.Definitions;

namespace MiniKafka.Configuration;

/// <summary>Values that are fine by themselves but contradict each other.</summary>
internal static class ConfigCombinations
{
    /// <summary>The kinds of groups that have keys of their own.</summary>
    public static IReadOnlyList<string> GroupKinds { get; } = ["consumer", "share", "streams"];

    /// <summary>What is contradictory in a broker's configuration, as a sentence; null when nothing is.</summary>
    public static string? Contradiction(BrokerConfigLayers layers)
    {
        if (layers.Static.TryGetValue("node.id", out var nodeId) && layers.Static.TryGetValue("broker.id", out var brokerId) && Number(nodeId) != Number(brokerId))
        {
            return $"broker.id ({brokerId}) and node.id ({nodeId}) must be equal when both are given.";
        }

        return AtMost(layers, "group.min.session.timeout.ms", "group.max.session.timeout.ms")
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
