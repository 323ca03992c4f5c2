using MiniKafka.Configuration.Definitions;
using static MiniKafka.Configuration.Keys.Declare;

namespace MiniKafka.Configuration.Keys;

/// <summary>Keys of a subscription to the metrics of clients.</summary>
internal static class ClientMetricsKeys
{
    public static ConfigKey[] All { get; } =
    [
        Int("interval.ms", 300_000)
            .Means("Milliseconds between two pushes of metrics by the clients that match."),
        List("match", "").Distinct()
            .Means("Which clients are meant: pairs of a property and a regular expression, such as client_id=orders.*; empty for all."),
        List("metrics", "").Distinct()
            .Means("Beginnings of the names of the metrics that are wanted; a single asterisk for all."),
    ];
}
