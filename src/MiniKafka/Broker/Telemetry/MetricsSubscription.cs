using System.Collections.Immutable;
using System.Text.RegularExpressions;
using MiniKafka.Configuration.Effective;

namespace MiniKafka.Broker.Telemetry;

/// <summary>Which metrics somebody wants, of which clients, and how often (KIP-714). Immutable.</summary>
internal sealed class MetricsSubscription
{
    private readonly List<(string Property, Regex Pattern)> _match = [];

    public MetricsSubscription(ImmutableSortedDictionary<string, string> own)
    {
        var config = ClientMetricsConfig.Of(own);
        (IntervalMs, Metrics) = (config.IntervalMs, config.Metrics);
        foreach (var pair in config.Match)
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            _match.Add((pair[..equals].Trim(), new Regex($@"\A(?:{pair[(equals + 1)..].Trim()})\z", RegexOptions.NonBacktracking)));
        }
    }

    public int IntervalMs { get; }

    /// <summary>Beginnings of names; a single asterisk means all.</summary>
    public IReadOnlyList<string> Metrics { get; }

    /// <summary>Whether a client is meant: each of the patterns fits what the client is.</summary>
    public bool IsMeant(IReadOnlyDictionary<string, string> client) =>
        _match.TrueForAll(demand => demand.Pattern.IsMatch(client.GetValueOrDefault(demand.Property, "")));
}
