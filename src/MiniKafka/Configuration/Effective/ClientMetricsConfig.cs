using System.Collections.Immutable;
using MiniKafka.Configuration.Definitions;

namespace MiniKafka.Configuration.Effective;

/// <summary>The values of a subscription to client metrics. Immutable and cheap to read.</summary>
internal sealed class ClientMetricsConfig(ConfigReader read)
{
    /// <summary>The values of a subscription with these values of its own.</summary>
    public static ClientMetricsConfig Of(ImmutableSortedDictionary<string, string> own) =>
        new(new ConfigReader(ConfigTables.ClientMetrics, name => own.TryGetValue(name, out var value) ? value : ConfigTables.ClientMetrics[name].Default));

    public int IntervalMs { get; } = read.Int("interval.ms");

    public IReadOnlyList<string> Metrics { get; } = read.List("metrics");

    public IReadOnlyList<string> Match { get; } = read.List("match");
}
