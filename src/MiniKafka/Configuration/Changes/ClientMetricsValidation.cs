using System.Text.RegularExpressions;
using MiniKafka.Configuration.Definitions;
using MiniKafka.Model;

namespace MiniKafka.Configuration.Changes;

/// <summary>Judges the values a subscription to client metrics would have after a change.</summary>
internal static class ClientMetricsValidation
{
    private const string Interval = "interval.ms";
    private const string Match = "match";
    private const int ShortestIntervalMs = 100;
    private const int LongestIntervalMs = 3_600_000;

    private static readonly string[] Properties =
        ["client_id", "client_instance_id", "client_software_name", "client_software_version", "client_source_address", "client_source_port"];

    /// <summary>What is wrong with the values: first their names, then their types, then what they say; null when nothing is.</summary>
    public static ConfigError? Problem(IReadOnlyDictionary<string, string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Keys.FirstOrDefault(name => !ConfigTables.ClientMetrics.Contains(name)) is { } unknown)
        {
            return new ConfigError(ErrorCode.InvalidRequest, $"Unknown client metrics configuration: {unknown}");
        }

        if (values.Select(pair => ConfigTables.ClientMetrics[pair.Key].Check(pair.Value)).FirstOrDefault(problem => problem is not null) is { } wrong)
        {
            return new ConfigError(ErrorCode.InvalidConfig, wrong);
        }

        if (values.TryGetValue(Interval, out var interval) && ConfigText.ParseLong(interval) is < ShortestIntervalMs or > LongestIntervalMs)
        {
            return new ConfigError(ErrorCode.InvalidRequest, $"Invalid value {interval} for {Interval}, interval must be between {ShortestIntervalMs} and {LongestIntervalMs} (1 hour)");
        }

        return values.TryGetValue(Match, out var match) && ConfigText.SplitList(match).FirstOrDefault(pair => !IsMatch(pair)) is { } pattern
            ? new ConfigError(ErrorCode.InvalidConfig, $"Illegal client matching pattern: {pattern}")
            : null;
    }

    /// <summary>A property, one equals sign, and a regular expression that is not empty.</summary>
    private static bool IsMatch(string pair)
    {
        var parts = pair.TrimEnd('=').Split('=');
        if (parts.Length != 2 || !Properties.Contains(parts[0].Trim()))
        {
            return false;
        }

        try
        {
            _ = new Regex(parts[1].Trim(), RegexOptions.NonBacktracking);
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}
